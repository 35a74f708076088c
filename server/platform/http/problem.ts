import type { ErrorCode, FieldError, Problem } from '../../../shared/contract/errors.ts';
import { ERROR_CODES } from '../../../shared/contract/errors.ts';

export const PROBLEM_TYPE = 'application/problem+json';

/** RFC 9457 problem details. `type` is a URN of our code: there is no page behind it to fetch. */
export function problemOf(
  error: { code: ErrorCode; message: string; errors?: readonly FieldError[] },
  instance: string,
): Problem {
  const { status } = ERROR_CODES[error.code];
  const title = error.code.charAt(0) + error.code.slice(1).toLowerCase().replaceAll('_', ' ');
  return {
    type: `urn:aif:error:${error.code.toLowerCase().replaceAll('_', '-')}`,
    title,
    status,
    code: error.code,
    detail: error.message,
    instance,
    ...(error.errors === undefined || error.errors.length === 0 ? {} : { errors: [...error.errors] }),
  };
}
