import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { decodePayload } from '../../shared/sparkplug/decode.ts';
import { encodePayload } from '../../shared/sparkplug/encode.ts';
import { HubMemory } from '../../server/contexts/data-hub/domain/memory.ts';
import { NO_TAGS } from '../../server/contexts/data-hub/domain/tags/registry.ts';
import { planBatch } from '../../server/contexts/data-hub/domain/plan-batch.ts';
import { readBatch } from '../../server/contexts/data-hub/domain/read-batch.ts';

/**
 * Random and mutated payloads through the whole way of deciding, up to what a transaction would write. AIF_TEST_FUZZ
 * sets how many; a million takes some minutes.
 */
const COUNT = Number(process.env.AIF_TEST_FUZZ ?? 10_000);
const BATCH = 100;
const SLOWEST_MS = 2_000;
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

/** A fixed sequence of numbers in [0, 1), the same on every run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}
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

const LIMITS = { tags: 2_000, topics: 100, keptUnreadable: () => 1_000 };

it(`${COUNT} random and mutated payloads: each is read or counted as unreadable, in bounded time`, () => {
  const memory = new HubMemory({ tags: NO_TAGS, topics: [], deliveries: [], sources: [] });
  let [sent, refused, slowest] = [0, 0, 0];
  while (sent < COUNT) {
    const messages = Array.from({ length: Math.min(BATCH, COUNT - sent) }, () => ({
      source: 'sparkplug',
      topic: TOPICS[below(TOPICS.length)] as string,
      payload: mutated(),
      receivedAt: NOW + sent,
      retained: random() < 0.01,
      delivery: null,
    }));
    const startedAt = performance.now();
    const read = readBatch(messages, memory);
    const plan = planBatch(read, memory, [], memory.tags.nextId, LIMITS);
    slowest = Math.max(slowest, performance.now() - startedAt);
    memory.takeOver(plan);
    for (const { message, readings, faults } of read.messages) {
      if (readings.length + faults.length === 0) expect(() => decodePayload(message.payload)).not.toThrow();
      if (faults.length > 0) refused += 1;
    }
    sent += messages.length;
    const { received, stored, duplicate, unreadable } = memory.totals;
    expect(received).toBe(stored + duplicate + unreadable);
  }
  expect(refused).toBeGreaterThan(COUNT / 10);
  expect(refused).toBeLessThan(COUNT);
  expect(memory.tags.size).toBeGreaterThan(10);
  expect(slowest).toBeLessThan(SLOWEST_MS);
}, 1_800_000);
