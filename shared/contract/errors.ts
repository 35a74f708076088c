import { reasonSchema, textOfReason, type Reason } from './reasons.ts';
import { z } from 'zod';
// What schemas say of fields, wherever their errors are told.
import './field-texts.ts';
import { ownWords } from './own-words.ts';

/**
 * Stable error codes of the product. A code never changes its meaning; texts may.
 * `kind` says who can act: `user` (send something else), `operational` (wait or repair), `bug` (ours).
 */
export const ERROR_CODES = {
  VALIDATION_FAILED: { status: 400, kind: 'user' },
  RULESET_INVALID: { status: 400, kind: 'user' },
  UNAUTHENTICATED: { status: 401, kind: 'user' },
  FORBIDDEN_ORIGIN: { status: 403, kind: 'user' },
  NOT_FOUND: { status: 404, kind: 'user' },
  RULESET_NOT_FOUND: { status: 404, kind: 'user' },
  JUDGMENT_NOT_FOUND: { status: 404, kind: 'user' },
  TAG_NOT_FOUND: { status: 404, kind: 'user' },
  SOURCE_NOT_FOUND: { status: 404, kind: 'user' },
  METHOD_NOT_ALLOWED: { status: 405, kind: 'user' },
  CONFLICT: { status: 409, kind: 'user' },
  IDEMPOTENCY_KEY_REUSED: { status: 409, kind: 'user' },
  PAYLOAD_TOO_LARGE: { status: 413, kind: 'user' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, kind: 'user' },
  LLM_NOT_CONFIGURED: { status: 422, kind: 'user' },
  DEMO_PLANT_ABSENT: { status: 409, kind: 'user' },
  CONFIG_INVALID: { status: 500, kind: 'user' },
  DATA_FOLDER_LOCKED: { status: 503, kind: 'operational' },
  DATA_FOLDER_READ_ONLY: { status: 503, kind: 'operational' },
  DATABASE_NEWER: { status: 503, kind: 'operational' },
  STORE_UNAVAILABLE: { status: 503, kind: 'operational' },
  STATION_READ_ONLY: { status: 503, kind: 'operational' },
  BROKER_UNAVAILABLE: { status: 503, kind: 'operational' },
  OVERLOADED: { status: 503, kind: 'operational' },
  SOURCE_PAUSED: { status: 503, kind: 'operational' },
  RATE_LIMITED: { status: 429, kind: 'operational' },
  INTERNAL: { status: 500, kind: 'bug' },
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;
export const errorCodeSchema = z.enum(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]]);

/** One fault in what was sent; `path` in dotted form from the root of the body, query or file. */
export const fieldErrorSchema = z.object({
  path: z.string(),
  message: z.string(),
  reason: reasonSchema.optional().describe('the same by code, where it has one'),
});
export type FieldError = z.infer<typeof fieldErrorSchema>;

/** RFC 9457 problem details with our stable `code`. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: errorCodeSchema,
  detail: z.string().optional(),
  instance: z.string().optional(),
  errors: z.array(fieldErrorSchema).optional(),
});
export type Problem = z.infer<typeof problemSchema>;

/** The only error a service throws on purpose. `message` is safe to show: what is wrong and what to do. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly fields: readonly FieldError[];

  constructor(code: ErrorCode, message: string, fields: readonly FieldError[] = [], cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'AppError';
    this.code = code;
    this.fields = fields;
  }

  get status(): number {
    return ERROR_CODES[this.code].status;
  }
}

/** One whose text pages have in their languages. `detail`: what programs and logs get beside it. */
export class ReasonError extends AppError {
  readonly reason: Reason;

  constructor(code: ErrorCode, reason: Reason, detail?: string, fields: readonly FieldError[] = []) {
    const text = textOfReason(reason, 'en');
    super(code, detail === undefined ? text : `${text} (${detail})`, fields);
    this.reason = reason;
  }
}

/** A fault of a field by its code. */
export function fieldErrorBy(path: string, reason: Reason): FieldError {
  return { path, message: textOfReason(reason, 'en'), reason };
}

/** Not now: the same again after a while. */
export class RetryLaterError extends AppError {
  readonly retryAfterSeconds: number;

  constructor(code: ErrorCode, message: string, retryAfterSeconds: number) {
    super(code, message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** More faults of one request or file help nobody. */
export const MOST_FIELD_ERRORS = 20;

/** A zod failure as field errors, at most the first `limit`; a field nobody knows is named by its own path. */
export function fieldErrorsOf(error: Pick<z.ZodError, 'issues'>, limit = MOST_FIELD_ERRORS): FieldError[] {
  return error.issues
    .flatMap((issue) => {
      const path = issue.path.map(String);
      if (issue.code === 'invalid_key') {
        return issue.issues.map(({ message }) => ({ path: path.join('.'), message }));
      }
      if (issue.code !== 'unrecognized_keys') return [{ path: path.join('.'), message: issue.message }];
      return issue.keys.map((key) => ({ path: [...path, key].join('.'), message: ownWords('unknownField') }));
    })
    .slice(0, limit);
}
