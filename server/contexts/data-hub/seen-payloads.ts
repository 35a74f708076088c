import type { DataHub } from './data-hub.service.ts';
import type { SeenMessage } from './domain/mapping/preview.ts';
import type { TopicListening } from './listening.ts';

const UNREADABLE_LOOKED_AT = 500;

/** Payloads at hand. `listening`: id of what was heard, null for none. */
export interface SeenPayloads {
  heard(listening: string | null): readonly SeenMessage[];
  /** Those heard, then the newest of those kept because they could not be read. */
  all(listening: string | null): Promise<readonly SeenMessage[]>;
}

export interface SeenPayloadsOptions {
  readonly hub: Pick<DataHub, 'unreadable'>;
  readonly listening: TopicListening;
  /** The source whose messages mappings read: rows of a database and lines of HTTP have no topic. */
  readonly source: string;
}

export function createSeenPayloads({ hub, listening, source }: SeenPayloadsOptions): SeenPayloads {
  const heard = (id: string | null) => (id === null ? [] : (listening.heard(id)?.messages ?? []));
  return {
    heard,
    async all(id) {
      const { items } = await hub.unreadable({ limit: UNREADABLE_LOOKED_AT, source });
      const kept = items.map(({ topic, receivedAt, size, payloadBase64 }): SeenMessage => {
        const payload = Buffer.from(payloadBase64, 'base64');
        return { topic, payload, size, receivedAt: Date.parse(receivedAt), origin: 'unreadable' };
      });
      return [...heard(id), ...kept];
    },
  };
}
