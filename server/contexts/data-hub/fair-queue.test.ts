import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FairQueue, type Unit } from './fair-queue.ts';

const SIZE = { messages: 1_000, bytes: 4 * 1_048_576 };

function unit(source: string, number = 0, bytes = 100): Unit {
  const message = {
    source,
    topic: String(number),
    payload: new Uint8Array(bytes),
    receivedAt: 0,
    retained: false,
    delivery: null,
  };
  return { source, messages: [message] };
}

const countOf = (units: readonly Unit[], source: string): number =>
  units.filter((one) => one.source === source).length;

describe('fair queue', () => {
  it('gives what one source sends rarely a place in the next batch, however much another has waiting', () => {
    const queue = new FairQueue();
    for (let number = 0; number < 5_000; number += 1) void queue.add(unit('flood', number));
    for (let number = 0; number < 50; number += 1) void queue.add(unit('calm', number));
    const batch = queue.take(SIZE, 0);
    expect(batch).toHaveLength(1_000);
    expect(countOf(batch, 'calm')).toBe(50);
  });

  it('shares by bytes: large messages get no more than small ones', () => {
    const queue = new FairQueue();
    for (let number = 0; number < 500; number += 1) void queue.add(unit('large', number, 60_000));
    for (let number = 0; number < 30_000; number += 1) void queue.add(unit('small', number, 100));
    const bytes = { large: 0, small: 0 };
    for (let round = 0; round < 10; round += 1)
      for (const { source, messages } of queue.take({ messages: 100_000, bytes: 1_048_576 }, 0))
        for (const { payload } of messages) bytes[source as keyof typeof bytes] += payload.length + 500;
    expect(bytes.large / bytes.small).toBeGreaterThan(0.8);
    expect(bytes.large / bytes.small).toBeLessThan(1.25);
  });

  it('keeps the order of each source and loses nothing (property)', () => {
    const step = fc.oneof(
      fc.record({
        source: fc.constantFrom('a', 'b', 'c'),
        count: fc.integer({ min: 1, max: 40 }),
        bytes: fc.integer({ min: 0, max: 200_000 }),
      }),
      fc.record({ take: fc.integer({ min: 1, max: 60 }), passMs: fc.integer({ min: 0, max: 500 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const queue = new FairQueue();
        queue.setLimits('c', { perSecond: 50, keptUnreadable: 10, names: 16_000 });
        const sent: Record<string, number> = { a: 0, b: 0, c: 0 };
        const got: Record<string, number> = { a: 0, b: 0, c: 0 };
        let now = 0;
        const take = (messages: number) => {
          for (const { source, messages: taken } of queue.take({ messages, bytes: 500_000 }, now))
            for (const { topic } of taken) {
              expect(topic).toBe(String(got[source]));
              got[source] = (got[source] ?? 0) + 1;
            }
        };
        for (const one of steps)
          if ('take' in one) {
            now += one.passMs;
            take(one.take);
          } else
            for (let index = 0; index < one.count; index += 1) {
              void queue.add(unit(one.source, sent[one.source], one.bytes));
              sent[one.source] = (sent[one.source] ?? 0) + 1;
            }
        while (queue.messages > 0) {
          now += queue.readyIn(now) ?? 0;
          take(1_000);
        }
        expect(got).toEqual(sent);
      }),
    );
  });

  it('asks a sender to wait when much of its own waits, and to go on once half is gone', async () => {
    const queue = new FairQueue();
    let wait: Promise<void> | undefined;
    let sent = 0;
    while (wait === undefined) wait = queue.add(unit('flood', (sent += 1)));
    expect(sent).toBeLessThanOrEqual(4_000);
    expect(queue.add(unit('calm'))).toBeUndefined();
    let released = false;
    void wait.then(() => (released = true));
    queue.take(SIZE, 0);
    queue.letGo();
    await Promise.resolve();
    expect(released).toBe(false);
    queue.take({ messages: 2_000, bytes: SIZE.bytes }, 0);
    queue.letGo();
    await wait;
    expect(released).toBe(true);
  });

  it('lets a source with a limit go at its rate, and says that it holds back', () => {
    const queue = new FairQueue();
    queue.setLimits('limited', { perSecond: 100, keptUnreadable: 1_000, names: 16_000 });
    for (let number = 0; number < 1_000; number += 1) void queue.add(unit('limited', number));
    void queue.add(unit('free'));
    // A second's worth may have been saved up.
    const first = queue.take(SIZE, 0);
    expect([countOf(first, 'limited'), countOf(first, 'free')]).toEqual([100, 1]);
    expect(queue.flowOf('limited')).toEqual({ waiting: 900, limitedSince: 0, behindSince: null });
    expect(queue.flowOf('free')).toEqual({ waiting: 0, limitedSince: null, behindSince: null });
    expect(queue.take(SIZE, 0)).toEqual([]);
    expect(queue.readyIn(0)).toBeGreaterThan(0);
    let taken = 0;
    for (let now = 50; now <= 5_000; now += 50) taken += queue.take(SIZE, now).length;
    expect(taken).toBeGreaterThanOrEqual(490);
    expect(taken).toBeLessThanOrEqual(510);
    queue.setLimits('limited', { perSecond: null, keptUnreadable: 1_000, names: 16_000 });
    expect(queue.take(SIZE, 5_000)).toHaveLength(900 - taken);
    expect(queue.flowOf('limited').limitedSince).toBeNull();
  });
});
