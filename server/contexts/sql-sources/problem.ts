import { AppError } from '../../../shared/contract/errors.ts';
import type { SqlProblem } from './ports.ts';

/** Something this context itself finds wrong with a source. */
export class SqlSourceProblem extends Error implements SqlProblem {
  readonly code: string;
  readonly parameters: Readonly<Record<string, string | number>>;

  constructor(code: string, parameters: Readonly<Record<string, string | number>>) {
    super(`${code}: ${Object.values(parameters).join(', ')}`);
    this.code = code;
    this.parameters = parameters;
  }
}

/** What is wrong, from whatever was thrown: codes and parameters a page has texts for. */
export function problemOf(error: unknown): SqlProblem {
  if (error instanceof AppError) return { code: error.code, parameters: { detail: error.message } };
  const { code, parameters, message } = error as Partial<SqlProblem> & { message?: string };
  if (typeof code === 'string' && typeof parameters === 'object') return { code, parameters };
  return { code: 'DATABASE_ERROR', parameters: { detail: message ?? String(error) } };
}

/** In English, for logs and doors without a page. */
export const problemText = ({ code, parameters }: SqlProblem): string => {
  const { detail, ...rest } = parameters;
  const named = Object.entries(rest).map(([name, value]) => `${name} ${value}`);
  return [`${code}${named.length === 0 ? '' : ` (${named.join(', ')})`}`, detail].filter(Boolean).join(': ');
};
