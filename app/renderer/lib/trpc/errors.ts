import { TRPCClientError } from '@trpc/client';
import type { z } from 'zod';
import type { Language } from '../../../../shared/contract/common.ts';
import { fieldErrorsOf, type ErrorCode, type FieldError } from '../../../../shared/contract/errors.ts';
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

/**
 * What is wrong with what was sent, by field. The server tells it in English; what the contract says of it itself is told in the page's
 * language, with the schema of the call and what was sent.
 */
export function fieldErrorsOfCall(error: unknown, schema?: z.ZodType, sent?: unknown): readonly FieldError[] {
  const told = dataOf(error)?.app?.errors ?? [];
  const own = told.length === 0 ? undefined : schema?.safeParse(sent).error;
  return own === undefined ? told : fieldErrorsOf(own);
}

/** What the server says of a failed call, in the language of the page where it has a text for it. */
export function errorTextOf(error: unknown, language: Language): string | null {
  const said = dataOf(error)?.app?.said;
  return said === undefined ? null : textOfReason(said, language);
}

/** What exactly is wrong, in the language of the page; null where the server has not said it by code. */
export function errorReasonIn(error: unknown, language: Language): string | null {
  const app = dataOf(error)?.app;
  const reason = app?.said ?? app?.errors?.find((each) => each.reason !== undefined)?.reason;
  return reason === undefined ? null : textOfReason(reason, language);
}

/** The server's own sentence (English), for the details under our text. */
export function errorDetailOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
