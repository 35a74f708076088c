import { describe, expect, it } from 'vitest';
import { EventBus } from './event-bus.ts';

describe('stream', () => {
  const open = (limit: number) => {
    const bus = new EventBus<number>();
    const ending = new AbortController();
    const stream = bus.stream(ending.signal, limit, () => -1);
    return { bus, ending, stream };
  };

  it('gives events in order, waiting or not', async () => {
    const { bus, stream } = open(10);
    const first = stream.next();
    bus.emit(1);
    bus.emit(2);
    expect((await first).value).toBe(1);
    expect((await stream.next()).value).toBe(2);
    const third = stream.next();
    bus.emit(3);
    expect((await third).value).toBe(3);
  });

  it('tells a listener that fell behind, once, and goes on', async () => {
    const { bus, stream } = open(2);
    const first = stream.next();
    for (const event of [1, 2, 3, 4, 5]) bus.emit(event);
    const seen = [(await first).value];
    for (let count = 0; count < 2; count += 1) seen.push((await stream.next()).value);
    expect(seen).toEqual([1, 2, -1]);
    const next = stream.next();
    bus.emit(6);
    expect((await next).value).toBe(6);
  });

  it('ends with its signal and listens no more', async () => {
    const { bus, ending, stream } = open(1);
    const waiting = stream.next();
    ending.abort();
    expect((await waiting).done).toBe(true);
    expect(() => bus.emit(1)).not.toThrow();
  });
});

it('one listener is enough to be off', () => {
  const bus = new EventBus<number>();
  const seen: number[] = [];
  const off = bus.on((event) => seen.push(event));
  bus.emit(1);
  off();
  bus.emit(2);
  expect(seen).toEqual([1]);
});
