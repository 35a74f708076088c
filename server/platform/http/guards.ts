import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { AppError } from '../../../shared/contract/errors.ts';

/** Which requests may pass. A connection over the unix socket or named pipe is the station's own user already. */
export class RequestGuard {
  readonly #token: Buffer;
  readonly #trusted = new WeakSet<Socket>();
  #ownHosts = new Set<string>();
  #namedHosts = new Set<string>();

  constructor(token: string) {
    this.#token = Buffer.from(token);
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

  /** Error `UNAUTHENTICATED`. */
  checkBearer(request: IncomingMessage): void {
    if (this.isTrusted(request)) return;
    const [scheme, token] = (request.headers.authorization ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'bearer' || !this.isToken(token)) {
      throw new AppError(
        'UNAUTHENTICATED',
        'send "Authorization: Bearer TOKEN"; the token is in the file named by the ready line of "aif serve"',
      );
    }
  }

  isToken(token: unknown): boolean {
    if (typeof token !== 'string') return false;
    const given = Buffer.from(token);
    return given.length === this.#token.length && timingSafeEqual(given, this.#token);
  }
}
