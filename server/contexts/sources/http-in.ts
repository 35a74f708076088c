import { createHash } from 'node:crypto';
import { AppError, RetryLaterError } from '../../../shared/contract/errors.ts';
import type { IngestAnswer } from '../../../shared/contract/sources.ts';
import {
  partOutcomeOf,
  readHttpLine,
  wholeOutcomeOf,
  type DataHub,
  type MessageOutcome,
  type PartOutcome,
} from '../data-hub/index.ts';
import type { SourceInlet, SourcePart, SourceStatus } from './ports.ts';

const HTTP_SOURCE = 'http';

/** Lines written together: few enough that other sources do not wait for them. */
const PART_LINES = 500;
const PART_BYTES = 256 * 1_024;
/** Parts of one request on their way at a time. */
const PARTS_AHEAD = 4;
/** With more lines than this waiting, or of one second's limit, a request is turned away. */
const MOST_WAITING = 20_000;
const ANSWER_WITHIN_MS = 30_000;
/** It counts as sending for so long after a request. */
const SENDING_MS = 60_000;
const NEWLINE = 10;

export interface HttpInOptions {
  readonly hub: Pick<DataHub, 'sources' | 'state'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Where it is reached now. */
  readonly address: () => string;
  /** Sends an empty batch through the station's own door; gives the status of the answer. */
  readonly knock: (signal: AbortSignal) => Promise<number>;
}

/** Batches over HTTP, for gateways without MQTT. */
export interface HttpIn extends SourcePart {
  /**
   * Takes lines in and resolves after their commit. The same key again gives the same answer and adds nothing. Errors:
   * `SOURCE_PAUSED`, `RATE_LIMITED`, `OVERLOADED`, `STORE_UNAVAILABLE`, `IDEMPOTENCY_KEY_REUSED`.
   */
  ingest(body: Uint8Array, key: string | undefined): Promise<IngestAnswer>;
}

interface Line {
  readonly number: number;
  readonly bytes: Uint8Array;
}

/** The lines of a body in parts, always the same ones for the same body; empty lines are none. */
export function* partsOf(body: Uint8Array): Generator<Line[]> {
  let part: Line[] = [];
  let bytes = 0;
  let number = 0;
  for (let start = 0; start < body.length;) {
    const newline = body.indexOf(NEWLINE, start);
    const end = newline === -1 ? body.length : newline;
    number += 1;
    const line = body.subarray(start, end);
    start = end + 1;
    if (line.every((byte) => byte <= 32)) continue;
    part.push({ number, bytes: line });
    bytes += line.length;
    if (part.length < PART_LINES && bytes < PART_BYTES) continue;
    yield part;
    part = [];
    bytes = 0;
  }
  if (part.length > 0) yield part;
}

function lineCountOf(body: Uint8Array): number {
  let count = 0;
  for (const part of partsOf(body)) count += part.length;
  return count;
}

function answerOf(parts: readonly PartOutcome[]): IngestAnswer {
  const { counters, errors } = wholeOutcomeOf(parts);
  const { received, stored, duplicate, late, unreadable, filtered } = counters;
  return { received, stored, duplicate, late, unreadable, filtered, errors: [...errors] };
}

class HttpSource implements HttpIn {
  readonly id = HTTP_SOURCE;
  readonly kind = 'http';
  readonly name = { ko: 'HTTP 수신', en: 'HTTP in' };
  readonly pauseMeans = {
    ko: '보내는 쪽은 503 답을 받고 나중에 다시 보냅니다.',
    en: 'Senders are answered with 503 and send again later.',
  };
  readonly #options: HttpInOptions;
  /** Requests under way by their key, so that one sent again meanwhile is not taken twice. */
  readonly #underWay = new Map<string, { readonly hash: string; readonly answer: Promise<IngestAnswer> }>();
  #inlet: SourceInlet | null = null;
  #startedAt: number;
  #firstAt = 0;
  #lastAt = -Infinity;

  constructor(options: HttpInOptions) {
    this.#options = options;
    this.#startedAt = options.now();
  }

  get address(): string {
    return this.#options.address();
  }

  status(): SourceStatus {
    const isSending = this.#options.now() - this.#lastAt < SENDING_MS;
    if (isSending) return { state: 'connected', since: this.#firstAt };
    return { state: 'waiting', since: Math.max(this.#startedAt, this.#lastAt) };
  }

  start(inlet: SourceInlet): void {
    this.#inlet = inlet;
    this.#startedAt = this.#options.now();
  }

  stop(): void {
    this.#inlet = null;
  }

  async test(signal: AbortSignal) {
    const status = await this.#options.knock(signal);
    return {
      ok: status === 200,
      samples: [],
      summary: {
        ko: `빈 묶음을 보냈고 ${status} 답을 받았습니다`,
        en: `an empty batch was answered with ${status}`,
      },
    };
  }

  async ingest(body: Uint8Array, key: string | undefined): Promise<IngestAnswer> {
    const inlet = this.#open(body);
    if (key === undefined) return inTime(this.#take(inlet, body, null));
    const hash = createHash('sha256').update(body).digest('base64url');
    const known = this.#underWay.get(key);
    if (known !== undefined && known.hash !== hash) throw reused(key);
    if (known !== undefined) return inTime(known.answer);
    const answer = this.#take(inlet, body, { key, hash }).finally(() => this.#underWay.delete(key));
    answer.catch(() => {});
    this.#underWay.set(key, { hash, answer });
    return inTime(answer);
  }

  /** The way in, where the batch may come in now. */
  #open(body: Uint8Array): SourceInlet {
    const { hub, now } = this.#options;
    if (this.#inlet === null)
      throw new RetryLaterError(
        'SOURCE_PAUSED',
        'HTTP in is paused; keep the batch and send it again later',
        30,
      );
    const { failure } = hub.state();
    if (failure !== null)
      throw new RetryLaterError('STORE_UNAVAILABLE', `nothing can be stored now: ${failure}`, 5);
    const { waiting } = hub.sources.flow(HTTP_SOURCE);
    const { perSecond } = hub.sources.limits(HTTP_SOURCE);
    if (waiting > Math.min(MOST_WAITING, perSecond ?? Infinity)) {
      const seconds = Math.min(60, Math.max(1, Math.ceil(waiting / (perSecond ?? MOST_WAITING))));
      this.#inlet.turnAway(lineCountOf(body));
      throw new RetryLaterError(
        'RATE_LIMITED',
        `${waiting} lines wait already; send the batch again later`,
        seconds,
      );
    }
    const at = now();
    if (at - this.#lastAt >= SENDING_MS) {
      this.#firstAt = at;
      this.#inlet.changed();
    }
    this.#lastAt = at;
    return this.#inlet;
  }

  async #take(
    inlet: SourceInlet,
    body: Uint8Array,
    request: { readonly key: string; readonly hash: string } | null,
  ): Promise<IngestAnswer> {
    const done = request === null ? [] : await this.#options.hub.sources.receipts(request.key);
    if (done.some(({ hash }) => hash !== request?.hash)) throw reused(request?.key ?? '');
    const outcomes: Promise<PartOutcome>[] = [];
    let number = 0;
    for (const lines of partsOf(body)) {
      const part = number++;
      const known = done.find((row) => row.part === part);
      outcomes.push(
        known === undefined
          ? this.#takePart(inlet, lines, request === null ? null : { ...request, part })
          : Promise.resolve(known),
      );
      // The parts ahead are on their way; what is read of the body next waits for the oldest of them.
      await outcomes[part - PARTS_AHEAD];
    }
    return answerOf(await Promise.all(outcomes));
  }

  #takePart(
    inlet: SourceInlet,
    lines: readonly Line[],
    request: { readonly key: string; readonly hash: string; readonly part: number } | null,
  ): Promise<PartOutcome> {
    const receivedAt = this.#options.now();
    const numbers = lines.map(({ number }) => number);
    const outcomes: MessageOutcome[] = [];
    return new Promise((resolve) => {
      const committed = (outcome: MessageOutcome) => {
        if (outcomes.push(outcome) === lines.length) resolve(partOutcomeOf(outcomes, numbers));
      };
      const messages = lines.map(({ bytes }) => ({
        ...readHttpLine(bytes, receivedAt),
        payload: bytes,
        receivedAt,
        retained: false,
        delivery: null,
        committed,
      }));
      void inlet.receiveTogether(messages, request === null ? undefined : { ...request, lines: numbers });
    });
  }
}

function reused(key: string): AppError {
  return new AppError(
    'IDEMPOTENCY_KEY_REUSED',
    `another batch was sent under the key ${key}; give each batch a key of its own`,
  );
}

/** The answer, or that it is not known yet: what is under way goes on. */
async function inTime(answer: Promise<IngestAnswer>): Promise<IngestAnswer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new RetryLaterError(
            'OVERLOADED',
            `not stored within ${ANSWER_WITHIN_MS / 1_000} s; send it again with the same Idempotency-Key`,
            5,
          ),
        ),
      ANSWER_WITHIN_MS,
    );
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

export function createHttpIn(options: HttpInOptions): HttpIn {
  return new HttpSource(options);
}
