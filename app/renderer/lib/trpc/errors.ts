import { TRPCClientError } from '@trpc/client';
import type { Language } from '../../../../shared/contract/common.ts';
import type { ErrorCode, FieldError } from '../../../../shared/contract/errors.ts';
import { textOfReason, type Reason } from '../../../../shared/contract/reasons.ts';

export type ShownErrorCode = ErrorCode | 'SERVER_AWAY';

interface AppErrorData {
  readonly app?: {
    readonly code: ErrorCode;
    readonly errors?: readonly FieldError[];
    readonly said?: Reason;
  };
}

const dataOf = (error: unknown): AppErrorData | undefined =>
  error instanceof TRPCClientError ? ((error.data as AppErrorData | undefined) ?? undefined) : undefined;

/** The stable code of a failed call; without an answer of the server it is `SERVER_AWAY`. */
export function errorCodeOf(error: unknown): ShownErrorCode {
  return dataOf(error)?.app?.code ?? (error instanceof TRPCClientError ? 'SERVER_AWAY' : 'INTERNAL');
}

export function fieldErrorsOfCall(error: unknown): readonly FieldError[] {
  return dataOf(error)?.app?.errors ?? [];
}

/** What the server says of a failed call, in the language of the page where it has a text for it. */
export function errorTextOf(error: unknown, language: Language): string | null {
  const said = dataOf(error)?.app?.said;
  return said === undefined ? null : textOfReason(said, language);
}

/** The server's own sentence (English), for the details under our text. */
export function errorDetailOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
