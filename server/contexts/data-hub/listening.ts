import { randomUUID } from 'node:crypto';
import type { Listening } from '../../../shared/contract/topic-mappings.ts';
import type { SeenMessage } from './domain/mapping/preview.ts';

/** Listens in on topics beside the ingest, acknowledging nothing. Error `BROKER_UNAVAILABLE`. */
type ListenIn = (options: {
  readonly filter: string;
  readonly onMessage: (message: { topic: string; payload: Uint8Array; retained: boolean }) => void;
  readonly onEnd: (cause: string) => void;
}) => Promise<{ close(): void }>;

const LISTEN_MS = 60_000;
/** How long what was heard is kept after that. */
const KEPT_MS = 15 * 60_000;
const MAX_LISTENERS = 4;
const MAX_TOPICS = 1_000;
const MAX_PER_TOPIC = 3;
const MAX_PAYLOAD_BYTES = 65_536;
const MAX_BYTES = 12 * 1_048_576;
/** A plant that sends more is not listened to longer. */
const MAX_MESSAGES = 100_000;

/** The last few payloads per topic of one listening, within its limits. */
class Heard {
  readonly id = randomUUID();
  readonly filter: string;
  readonly until: number;
  readonly topics = new Map<string, SeenMessage[]>();
  readonly #now: () => number;
  #state: Listening['state'] = 'listening';
  #error: string | undefined;
  #messages = 0;
  #left = 0;
  #bytes = 0;

  constructor(filter: string, now: () => number) {
    this.filter = filter;
    this.#now = now;
    this.until = now() + LISTEN_MS;
  }

  /** Returns whether there may be more. */
  take({ topic, payload, retained }: { topic: string; payload: Uint8Array; retained: boolean }): boolean {
    this.#messages += 1;
    const kept = this.topics.get(topic) ?? [];
    const bytes = payload.subarray(0, MAX_PAYLOAD_BYTES);
    const isNew = kept.length === 0;
    if ((isNew && this.topics.size >= MAX_TOPICS) || this.#bytes + bytes.length > MAX_BYTES) this.#left += 1;
    else {
      const origin = retained ? 'retained' : 'live';
      kept.push({ topic, payload: bytes.slice(), size: payload.length, receivedAt: this.#now(), origin });
      this.#bytes += bytes.length;
      if (kept.length > MAX_PER_TOPIC) this.#bytes -= kept.shift()?.payload.length ?? 0;
      this.topics.set(topic, kept);
    }
    return this.#messages < MAX_MESSAGES;
  }

  end(error?: string): void {
    if (this.#state !== 'listening') return;
    this.#state = error === undefined ? 'ended' : 'failed';
    this.#error = error;
  }

  status(): Listening {
    return {
      id: this.id,
      filter: this.filter,
      state: this.#state,
      until: new Date(this.until).toISOString(),
      topics: this.topics.size,
      messages: this.#messages,
      left: this.#left,
      ...(this.#error === undefined ? {} : { error: this.#error }),
    };
  }
}

export interface TopicListening {
  start(filter: string): Promise<Listening>;
  stop(id: string): Listening | null;
  /** What was heard, or null where it is kept no longer. */
  heard(id: string): { readonly status: Listening; readonly messages: readonly SeenMessage[] } | null;
  close(): void;
}

/** Listens for a minute at a time, at most four at once; the oldest makes room. `now`: epoch milliseconds. */
export function createTopicListening(listenIn: ListenIn, now: () => number): TopicListening {
  const open = new Map<string, { readonly heard: Heard; end(error?: string): void; forget(): void }>();
  return {
    async start(filter) {
      const heard = new Heard(filter, now);
      let end = (error?: string) => heard.end(error);
      const connection = await listenIn({
        filter,
        onMessage: (message) => {
          if (!heard.take(message)) end();
        },
        onEnd: (cause) => end(cause),
      });
      const stopping = setTimeout(() => end(), LISTEN_MS);
      const forgetting = setTimeout(() => forget(), LISTEN_MS + KEPT_MS);
      stopping.unref();
      forgetting.unref();
      end = (error) => {
        clearTimeout(stopping);
        connection.close();
        heard.end(error);
      };
      const forget = () => {
        clearTimeout(forgetting);
        end();
        open.delete(heard.id);
      };
      if (open.size >= MAX_LISTENERS) open.values().next().value?.forget();
      open.set(heard.id, { heard, end: (error) => end(error), forget });
      return heard.status();
    },
    stop(id) {
      open.get(id)?.end();
      return open.get(id)?.heard.status() ?? null;
    },
    heard(id) {
      const found = open.get(id)?.heard;
      if (found === undefined) return null;
      return { status: found.status(), messages: [...found.topics.values()].flat() };
    },
    close() {
      for (const { forget } of open.values()) forget();
    },
  };
}
