import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { AppError } from '../../../shared/contract/errors.ts';
import { RATES, RateTable, TooManyRequestsError, type Rate } from './request-rates.ts';

/** Which requests may pass. A connection over the unix socket or named pipe is the station's own user already. */
export class RequestGuard {
  readonly #token: Buffer;
  readonly #trusted = new WeakSet<Socket>();
  #ownHosts = new Set<string>();
  #namedHosts = new Set<string>();
  readonly #entitled: RateTable;
  readonly #strangers: RateTable;
  readonly #wrongTokens: RateTable;

  constructor(token: string, rates: Readonly<Record<keyof typeof RATES, Rate>> = RATES) {
    this.#token = Buffer.from(token);
    this.#entitled = new RateTable(rates.entitled);
    this.#strangers = new RateTable(rates.strangers);
    this.#wrongTokens = new RateTable(rates.wrongTokens);
  }

  trust(socket: Socket): void {
    this.#trusted.add(socket);
  }

  isTrusted(request: IncomingMessage): boolean {
    return this.#trusted.has(request.socket);
  }

  /**
   * Names under which the TCP listener may be asked for; anything else is a rebound DNS name. `own` are those of the
   * listener itself, which speaks plain HTTP; `named` are settings and may stand for a TLS proxy in front.
   */
  allowHosts({ own, named }: { own: readonly string[]; named: readonly string[] }): void {
    this.#ownHosts = new Set(own.map((host) => host.toLowerCase()));
    this.#namedHosts = new Set(named.map((host) => host.toLowerCase()));
  }

  /** Exact Host, and exact Origin where a browser sends one. Error `FORBIDDEN_ORIGIN`. */
  checkOrigin(request: IncomingMessage): void {
    if (this.isTrusted(request)) return;
    const host = request.headers.host?.toLowerCase() ?? '';
    const isNamed = this.#namedHosts.has(host);
    if (!isNamed && !this.#ownHosts.has(host)) {
      throw new AppError(
        'FORBIDDEN_ORIGIN',
        `this server does not answer to the name "${host.slice(0, 100)}"; ` +
          'names it is to answer to belong into the setting "hosts" (AIF_HOSTS)',
      );
    }
    const origin = request.headers.origin?.toLowerCase();
    if (origin === undefined) return;
    const isOwn = origin === `http://${host}` || (isNamed && origin === `https://${host}`);
    if (!isOwn) throw new AppError('FORBIDDEN_ORIGIN', 'requests from other sites are refused');
  }

  /**
   * Counts a request over TCP. Whoever has the token is counted apart, so that no flood of others keeps them out.
   * Error `RATE_LIMITED`.
   */
  checkRate(request: IncomingMessage): void {
    if (this.isTrusted(request)) return;
    const table = this.isToken(bearerOf(request)) ? this.#entitled : this.#strangers;
    refuseFor(table.take(addressOf(request)), 'too many requests from this address');
  }

  /** Counts a message of a socket that has shown the token; seconds to wait before the next. */
  countMessage(request: IncomingMessage): number {
    return this.isTrusted(request) ? 0 : this.#entitled.take(addressOf(request));
  }

  /** Errors `UNAUTHENTICATED`, `RATE_LIMITED`. */
  checkBearer(request: IncomingMessage): void {
    this.#checkToken(
      request,
      bearerOf(request),
      'send "Authorization: Bearer TOKEN"; the token is in the file named by the ready line of "aif serve"',
    );
  }

  /** The token in the first message of a socket. Errors `UNAUTHENTICATED`, `RATE_LIMITED`. */
  checkFirstMessage(request: IncomingMessage, token: unknown): void {
    this.#checkToken(request, token, 'the first message must carry the token of this start of the server');
  }

  /**
   * The right token passes however many wrong ones came before: one of 256 bits is not guessed at any rate, and to shut out
   * its holder would be a tool for strangers.
   */
  #checkToken(request: IncomingMessage, token: unknown, whatToDo: string): void {
    if (this.isTrusted(request) || this.isToken(token)) return;
    if (token !== undefined) {
      refuseFor(this.#wrongTokens.take(addressOf(request)), 'too many wrong tokens from this address');
    }
    throw new AppError('UNAUTHENTICATED', whatToDo);
  }

  isToken(token: unknown): boolean {
    if (typeof token !== 'string') return false;
    const given = Buffer.from(token);
    return given.length === this.#token.length && timingSafeEqual(given, this.#token);
  }
}

const addressOf = (request: IncomingMessage) => request.socket.remoteAddress ?? '';

function bearerOf(request: IncomingMessage): string | undefined {
  const [scheme, token] = (request.headers.authorization ?? '').split(' ');
  return scheme?.toLowerCase() === 'bearer' ? token : undefined;
}

function refuseFor(seconds: number, why: string): void {
  if (seconds > 0) throw new TooManyRequestsError(why, seconds);
}
