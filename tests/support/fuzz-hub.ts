import { expect } from 'vitest';
import type { IncomingMessage } from '../../server/contexts/data-hub/domain/batch.ts';
import type { HubMemory } from '../../server/contexts/data-hub/domain/memory.ts';
import { planBatch } from '../../server/contexts/data-hub/domain/plan-batch.ts';
import { readBatch, type ReadMessage } from '../../server/contexts/data-hub/domain/read-batch.ts';

const BATCH = 100;
const SLOWEST_MS = 2_000;
const LIMITS = { tags: 2_000, topics: 100, keptUnreadable: () => 1_000, names: () => 16_000 };

/** How many messages the fuzz tests send: AIF_TEST_FUZZ; a million takes some minutes. */
export const FUZZ_COUNT = Number(process.env.AIF_TEST_FUZZ ?? 10_000);

export interface HubFuzz {
  readonly memory: HubMemory;
  /** A message; `sent` is how many were sent before its batch. */
  readonly message: (sent: number) => IncomingMessage;
  /** Looks at what was read of one message. */
  readonly seen: (read: ReadMessage) => void;
}

/**
 * Sends messages through the whole way of deciding, up to what a transaction would write: each is counted, some are refused
 * and some not, no batch takes long. Returns how many were refused and the slowest batch in milliseconds.
 */
export function fuzzHub({ memory, message, seen }: HubFuzz): { refused: number; slowestMs: number } {
  let [sent, refused, slowestMs] = [0, 0, 0];
  while (sent < FUZZ_COUNT) {
    const first = sent;
    const messages = Array.from({ length: Math.min(BATCH, FUZZ_COUNT - sent) }, () => message(first));
    const startedAt = performance.now();
    const read = readBatch(messages, memory);
    const plan = planBatch(read, memory, [], memory.tags.nextId, LIMITS);
    slowestMs = Math.max(slowestMs, performance.now() - startedAt);
    memory.takeOver(plan);
    for (const one of read.messages) {
      seen(one);
      if (one.faults.length > 0) refused += 1;
    }
    sent += messages.length;
    const { received, stored, duplicate, unreadable, filtered } = memory.totals;
    expect(received).toBe(stored + duplicate + unreadable + filtered);
  }
  expect(refused).toBeGreaterThan(FUZZ_COUNT / 10);
  expect(refused).toBeLessThan(FUZZ_COUNT);
  expect(memory.tags.size).toBeGreaterThan(10);
  expect(slowestMs).toBeLessThan(SLOWEST_MS);
  return { refused, slowestMs };
}
