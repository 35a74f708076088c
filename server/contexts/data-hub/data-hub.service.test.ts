import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestHub, type TestHub } from '../../../tests/support/test-hub.ts';
import type { CommittedSample } from './index.ts';

const PRESS = 'seoul/hall/line1/press';
const TEMPERATURE = `${PRESS}/temperature`;
const TOPIC = `aif/v1/${TEMPERATURE}`;

let test: TestHub;
beforeEach(async () => {
  test = await openTestHub();
});
afterEach(() => test.close());

/** A sample `seconds` before now. */
function sample(v: unknown, seconds: number, extra: object = {}): string {
  return JSON.stringify({ v, t: new Date(test.now - seconds * 1_000).toISOString(), ...extra });
}

function stored(): unknown[] {
  return test.rows('SELECT at, seq, value, kind, quality FROM sample ORDER BY tag_id, at, seq');
}

async function countersOf(path: string) {
  return (await test.hub.tag(path)).counters;
}

describe('data hub', () => {
  it('stores a value with its quality, source time and age, then shows it', async () => {
    await test.send(TOPIC, sample(96.2, 2, { q: 192, seq: 17 }));
    expect(stored()).toEqual([{ at: test.now - 2_000, seq: 17, value: 96.2, kind: 0, quality: 192 }]);
    expect(await test.hub.tag(TEMPERATURE)).toMatchObject({
      path: TEMPERATURE,
      last: {
        value: 96.2,
        quality: 192,
        at: new Date(test.now - 2_000).toISOString(),
        receivedAt: new Date(test.now).toISOString(),
      },
      counters: { received: 1, stored: 1, duplicate: 0, late: 0, unreadable: 0, filtered: 0, gap: 0 },
    });
  });

  it('tells committed samples in order, with live values and windows already up to date', async () => {
    const told: CommittedSample[] = [];
    const shown: unknown[] = [];
    test.hub.windows.register(TEMPERATURE, 'mean', 60);
    test.hub.onCommitted((samples) => {
      for (const each of samples.of(() => true)) {
        told.push(each);
        shown.push(test.hub.windows.value(each.path, 'mean', 60, each.at)?.value);
      }
    });
    await test.send(TOPIC, `[${sample(1, 3)},${sample(3, 2)},${sample(5, 1)}]`);
    expect(told.map(({ value }) => value)).toEqual([1, 3, 5]);
    expect(shown).toEqual([1, 2, 3]);
    expect(test.hub.lastValue(TEMPERATURE)?.value).toBe(5);
  });

  it('takes late data into its own time without taking the live value back', async () => {
    await test.send(TOPIC, sample(10, 5));
    await test.send(TOPIC, sample(7, 3_600));
    expect(test.hub.lastValue(TEMPERATURE)?.value).toBe(10);
    expect(stored().map((row) => (row as { value: number }).value)).toEqual([7, 10]);
    expect(await countersOf(TEMPERATURE)).toMatchObject({ received: 2, stored: 2, late: 1 });
  });

  it('counts the same topic, source time and number once', async () => {
    await test.send(TOPIC, sample(10, 5, { seq: 1 }));
    await test.send(TOPIC, sample(10, 5, { seq: 1 }));
    await test.send(TOPIC, sample(11, 5, { seq: 2 }));
    await test.send(TOPIC, sample(12, 4));
    await test.send(TOPIC, `[${sample(13, 4)},${sample(14, 3)}]`);
    expect(await countersOf(TEMPERATURE)).toEqual({
      received: 6,
      stored: 4,
      duplicate: 2,
      late: 0,
      unreadable: 0,
      filtered: 0,
      gap: 0,
    });
  });

  it('never takes samples without a source time for duplicates', async () => {
    await Promise.all([test.send(TOPIC, '5'), test.send(TOPIC, '5'), test.send(TOPIC, '[5,5]')]);
    test.now -= 1_000;
    await test.send(TOPIC, '6');
    await test.send(TOPIC, '6');
    expect(await countersOf(TEMPERATURE)).toMatchObject({ received: 6, stored: 6, duplicate: 0 });
  });

  it('keeps counters, live values, numbering and windows over a restart', async () => {
    for (let second = 10; second > 0; second -= 1)
      await test.send(TOPIC, sample(second, second, { seq: 100 - second }));
    const before = await test.hub.tag(TEMPERATURE);
    test.hub.windows.register(TEMPERATURE, 'mean', 5);
    await test.hub.settled();
    const value = test.hub.windows.value(TEMPERATURE, 'mean', 5, test.now);
    await test.reopen();
    expect(await test.hub.tag(TEMPERATURE)).toEqual(before);
    test.hub.windows.register(TEMPERATURE, 'mean', 5);
    await test.hub.settled();
    expect(test.hub.windows.value(TEMPERATURE, 'mean', 5, test.now)).toEqual(value);
    expect(value).toMatchObject({ value: 2.5, count: 4 });
    await test.send(TOPIC, sample(0, 0, { seq: 103 }));
    expect((await test.hub.tag(TEMPERATURE)).counters.gap).toBe(3);
  });

  it('keeps what cannot be read, counts it, and goes on', async () => {
    await test.send(TOPIC, new Uint8Array([0xff, 0xfe, 0x31]));
    await test.send(TOPIC, sample(5, 0));
    const { items } = await test.hub.unreadable({ limit: 10 });
    expect(items).toMatchObject([
      { topic: TOPIC, reason: 'the payload is not UTF-8 text', size: 3, payloadBase64: '//4x' },
    ]);
    expect(test.hub.counters()).toMatchObject({ received: 2, stored: 1, unreadable: 1 });
  });
});
