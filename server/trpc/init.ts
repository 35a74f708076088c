import { initTRPC, TRPCError } from '@trpc/server';
import { z, ZodError } from 'zod';
import type { Actor } from '../../shared/contract/common.ts';
import {
  AppError,
  fieldErrorsOf,
  ReasonError,
  type ErrorCode,
  type FieldError,
} from '../../shared/contract/errors.ts';
import type { Reason } from '../../shared/contract/reasons.ts';

export interface RequestContext {
  readonly actor: Actor;
  /** Why nothing may be changed, where that is so. */
  readonly readOnly?: Reason | undefined;
  /** Ends live subscriptions when the connection goes away. */
  readonly signal?: AbortSignal;
}

/** What every failed call tells the caller beside tRPC's own shape. */
export interface ErrorPayload {
  code: ErrorCode;
  errors: FieldError[];
  /** The message by code, where pages can tell it in their language. */
  said?: Reason;
}

/** With what tRPC itself refuses a message; services throw none of its errors. */
const UNREADABLE: ReadonlySet<TRPCError['code']> = new Set([
  'PARSE_ERROR',
  'BAD_REQUEST',
  'METHOD_NOT_SUPPORTED',
  'UNPROCESSABLE_CONTENT',
]);

/** Any thrown value as our code, safe message and field errors; what was not thrown on purpose is `INTERNAL`. */
export function describeError(error: unknown): ErrorPayload & { message: string } {
  const cause = error instanceof TRPCError ? (error.cause ?? error) : error;
  if (cause instanceof AppError) {
    const said = cause instanceof ReasonError ? { said: cause.reason } : {};
    return { code: cause.code, message: cause.message, errors: [...cause.fields], ...said };
  }
  // Only where tRPC refused the input: a ZodError of our own making, e.g. an answer that breaks its contract, is a bug.
  if (cause instanceof ZodError && error instanceof TRPCError && error.code === 'BAD_REQUEST') {
    return refusalOf(cause);
  }
  if (cause instanceof TRPCError && cause.code === 'NOT_FOUND') {
    return { code: 'NOT_FOUND', message: cause.message, errors: [] };
  }
  if (error instanceof TRPCError && UNREADABLE.has(error.code)) {
    const message = 'the message is no call as tRPC writes them, or the procedure is called in another way';
    return { code: 'VALIDATION_FAILED', message, errors: [] };
  }
  return { code: 'INTERNAL', message: 'internal error; the server log has the details', errors: [] };
}

/** What is wrong with an input, field by field. */
function refusalOf(error: ZodError): ErrorPayload & { message: string } {
  const errors = fieldErrorsOf(error);
  const first = errors[0];
  const message = first
    ? `${first.path || 'body'}: ${first.message}`
    : 'the request does not fit its contract';
  return { code: 'VALIDATION_FAILED', message, errors };
}

/** A part of a request by its own contract, with paths as the caller sent them. Error `VALIDATION_FAILED`. */
export function checked<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { code, message, errors } = refusalOf(result.error);
  throw new AppError(code, message, errors);
}

const t = initTRPC.context<RequestContext>().create({
  errorFormatter({ shape, error }) {
    const described = describeError(error);
    return {
      ...shape,
      message: described.message,
      data: { ...shape.data, stack: undefined, app: described },
    };
  },
});

export const router = t.router;

/** What may be changed of a station that is only looked at: its settings, its backups and how it runs, not its store. */
const CHANGES_NO_STORE = /^(settings|backups|health|live)\./;

export const procedure = t.procedure.use(({ type, path, ctx: { readOnly }, next }) => {
  if (readOnly !== undefined && type === 'mutation' && !CHANGES_NO_STORE.test(path))
    throw new ReasonError('STATION_READ_ONLY', readOnly);
  return next();
});
