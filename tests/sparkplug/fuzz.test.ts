import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { decodePayload } from '../../shared/sparkplug/decode.ts';
import { encodePayload } from '../../shared/sparkplug/encode.ts';
import { HubMemory } from '../../server/contexts/data-hub/domain/memory.ts';
import { NO_TAGS } from '../../server/contexts/data-hub/domain/tags/registry.ts';
import { FUZZ_COUNT, fuzzHub } from '../support/fuzz-hub.ts';
import { createRandom } from '../support/random.ts';

/**
 * Random and mutated payloads through the whole way of deciding, up to what a transaction would write. AIF_TEST_FUZZ
 * sets how many; a million takes some minutes.
 */
const NOW = Date.UTC(2026, 10, 23, 12);
const TOPICS = [
  'spBv1.0/G/NBIRTH/N',
  'spBv1.0/G/DBIRTH/N/d',
  'spBv1.0/G/NDATA/N',
  'spBv1.0/G/DDATA/N/d',
  'spBv1.0/G/DDEATH/N/d',
  'spBv1.0/G/NDEATH/N',
  'spBv1.0/G/DBIRTH/N',
  'spBv1.0//NDATA/N',
];

const random = createRandom(Number(process.env.AIF_TEST_SEED ?? 31));
const below = (limit: number) => Math.floor(random() * limit);

const recorded = JSON.parse(
  readFileSync(join(import.meta.dirname, '../support/sparkplug/recorded-payloads.json'), 'utf8'),
) as { base64: string }[];
const seeds: Uint8Array[] = recorded.map(({ base64 }) => new Uint8Array(Buffer.from(base64, 'base64')));
const aliases = encodePayload({
  timestamp: NOW,
  seq: 1,
  metrics: [1, 2, 3].map((alias) => ({
    alias,
    timestamp: NOW,
    value: { kind: 'int', value: alias } as const,
  })),
});
seeds.push(aliases);

/** Bits turned, bytes put in, taken out or doubled, cut short; some with nothing of a payload at all. */
function mutated(): Uint8Array {
  if (random() < 0.15) return Uint8Array.from({ length: below(200) }, () => below(256));
  const bytes: number[] = [...(seeds[below(seeds.length)] as Uint8Array)];
  for (let change = below(6); change > 0; change -= 1) {
    const at = below(bytes.length);
    const kind = below(5);
    if (kind === 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
    else if (kind === 1) bytes.splice(at, 0, below(256), below(256));
    else if (kind === 2) bytes.splice(at, 1 + below(4));
    else if (kind === 3) bytes.splice(at, 0, ...bytes.slice(at, at + below(40)));
    else bytes.length = at;
  }
  return Uint8Array.from(bytes);
}

it(`${FUZZ_COUNT} random and mutated payloads: each is read or counted as unreadable, in bounded time`, () => {
  const memory = new HubMemory({ tags: NO_TAGS, topics: [], deliveries: [], sources: [] });
  fuzzHub({
    memory,
    message: (sent) => ({
      source: 'sparkplug',
      topic: TOPICS[below(TOPICS.length)] as string,
      payload: mutated(),
      receivedAt: NOW + sent,
      retained: random() < 0.01,
      delivery: null,
    }),
    seen: ({ message, readings, faults }) => {
      if (readings.length + faults.length === 0) expect(() => decodePayload(message.payload)).not.toThrow();
    },
  });
}, 1_800_000);
