import type { DataHub } from './data-hub.service.ts';
import type { SeenMessage } from './domain/mapping/preview.ts';
import type { TopicListening } from './listening.ts';

const UNREADABLE_LOOKED_AT = 500;

/** Payloads at hand: those heard by a listening (null: none), then the newest kept because they could not be read. */
export type SeenPayloads = (listening: string | null) => Promise<readonly SeenMessage[]>;

export function createSeenPayloads(
  hub: Pick<DataHub, 'unreadable'>,
  listening: TopicListening,
): SeenPayloads {
  return async (id) => {
    const heard = id === null ? null : listening.heard(id);
    const { items } = await hub.unreadable({ limit: UNREADABLE_LOOKED_AT });
    return [
      ...(heard?.messages ?? []),
      ...items.map(({ topic, receivedAt, size, payloadBase64 }): SeenMessage => ({
        topic,
        payload: Buffer.from(payloadBase64, 'base64'),
        size,
        receivedAt: Date.parse(receivedAt),
        origin: 'unreadable',
      })),
    ];
  };
}
