/** Why a database cannot be read. */
export const SQL_FAULTS = [
  'UNREACHABLE',
  'TLS_REFUSED',
  'TLS_NEEDS_NAME',
  'LOGIN_REFUSED',
  'DATABASE_UNKNOWN',
  'NOT_ALLOWED',
  'TABLE_MISSING',
  'COLUMN_MISSING',
  'QUERY_INVALID',
  'WRITES',
  'TOO_SLOW',
  'TOO_MANY_CONNECTIONS',
  'CONNECTION_LOST',
  'DATABASE_ERROR',
] as const;
export type SqlFaultCode = (typeof SQL_FAULTS)[number];

/** A fault of a database with what a text of it needs; `detail` is the server's own words. */
export class SqlFault extends Error {
  readonly code: SqlFaultCode;
  readonly parameters: Readonly<Record<string, string | number>>;

  constructor(code: SqlFaultCode, parameters: Readonly<Record<string, string | number>>, cause?: unknown) {
    super(`${code}: ${Object.values(parameters).join(', ')}`, cause === undefined ? undefined : { cause });
    this.name = 'SqlFault';
    this.code = code;
    this.parameters = parameters;
  }
}

const NETWORK = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ENOENT',
  'EACCES',
  'EHOSTDOWN',
]);
const LOST = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'PROTOCOL_CONNECTION_LOST']);
const TLS = /certificate|CERT|self.signed|TLS|SSL|altname|handshake/i;

/** Faults below SQL: the network and TLS. Undefined where the error is none of them. */
export function networkFault(
  error: unknown,
  { host, port }: { readonly host: string; readonly port: number },
): SqlFault | undefined {
  if (error instanceof SqlFault) return error;
  const { code = '', message: detail = '' } = error as { code?: string; message?: string };
  // Picked one by one: what else is known of a place is not to be shown.
  const parameters = { host, port, detail: detail === '' ? code : detail };
  if (NETWORK.has(code)) return new SqlFault('UNREACHABLE', parameters, error);
  if (LOST.has(code)) return new SqlFault('CONNECTION_LOST', parameters, error);
  if (TLS.test(code) || TLS.test(detail)) return new SqlFault('TLS_REFUSED', parameters, error);
  return undefined;
}
