import { WebSocket, type RawData } from 'ws';
import { isNestedTooDeep, TOO_DEEP } from './json-depth.ts';

/** As tRPC numbers its calls; the rest of a message that is nested too deep is not read. */
const CALL = /^\{"id":(\d{1,15}),/;
const INVALID_REQUEST = -32_600;

/**
 * A window's socket that keeps from the protocol what it should not read: a message nested too deep is answered, and
 * from one that sends too fast is read slower.
 */
export class LimitedSocket extends WebSocket {
  /** Counts a message; seconds to wait before the next is read. */
  countMessage: (() => number) | undefined;

  override emit(event: string | symbol, ...values: unknown[]): boolean {
    if (event !== 'message') return super.emit(event, ...values);
    const wait = this.countMessage?.() ?? 0;
    if (wait > 0) this.#restFor(wait);
    const text = String(values[0] as RawData);
    if (!isNestedTooDeep(text)) return super.emit(event, ...values);
    this.#refuse(CALL.exec(text)?.[1]);
    return true;
  }

  #restFor(seconds: number): void {
    if (this.isPaused) return;
    this.pause();
    const timer = setTimeout(() => this.resume(), seconds * 1_000).unref();
    this.once('close', () => clearTimeout(timer));
  }

  #refuse(id: string | undefined): void {
    const app = { code: 'VALIDATION_FAILED', message: TOO_DEEP, errors: [] };
    const data = { code: 'BAD_REQUEST', httpStatus: 400, app };
    const error = { code: INVALID_REQUEST, message: TOO_DEEP, data };
    this.send(JSON.stringify({ id: id === undefined ? null : Number(id), error }));
  }
}
