import { TRPCClientError } from '@trpc/client';
import type { z } from 'zod';
import { fieldErrorsOf, type ErrorCode, type FieldError } from '../../../../shared/contract/errors.ts';

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

/**
 * What is wrong with what was sent, by field. The server tells it in English; what the contract says of it itself is told in the page's
 * language, with the schema of the call and what was sent.
 */
export function fieldErrorsOfCall(error: unknown, schema?: z.ZodType, sent?: unknown): readonly FieldError[] {
  const told = dataOf(error)?.app?.errors ?? [];
  const own = told.length === 0 ? undefined : schema?.safeParse(sent).error;
  return own === undefined ? told : fieldErrorsOf(own);
}

/** The server's own sentence (English), for the details under our text. */
export function errorDetailOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
