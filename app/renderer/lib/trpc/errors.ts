import { TRPCClientError } from '@trpc/client';
import type { ErrorCode, FieldError } from '../../../../shared/contract/errors.ts';

export type ShownErrorCode = ErrorCode | 'SERVER_AWAY';

interface AppErrorData {
  readonly app?: { readonly code: ErrorCode; readonly errors?: readonly FieldError[] };
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

/** The server's own sentence (English), for the details under our text. */
export function errorDetailOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
