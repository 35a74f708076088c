import { afterEach, expect, it } from 'vitest';
import { openTestHub, type TestHub } from '../../../tests/support/test-hub.ts';

const CALM_EVERY_MS = 20;
const CALM_MESSAGES = 100;
const YEAR_MS = 365 * 86_400_000;
const bytes = (text: string) => new TextEncoder().encode(text);

const open: TestHub[] = [];
async function openHub(): Promise<TestHub> {
  const test = await openTestHub();
  open.push(test);
  return test;
}
afterEach(async () => {
  for (const test of open.splice(0)) await test.close();
});

function message(test: TestHub, source: string, topic: string, payload: string) {
  return { source, topic, payload: bytes(payload), receivedAt: test.now, retained: false, delivery: null };
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** How much of the flood was committed between a message of the other source and its own commit, and how long that took. */
interface Wait {
  readonly behind: number;
  readonly milliseconds: number;
}

/**
 * Floods the hub from one source with as much as it may send, and sends 50 messages a second as `calmSource`. What waits
 * is told in messages of the flood too, so that the speed of the machine does not matter.
 */
async function waitsUnderFlood(calmSource: string): Promise<Wait[]> {
  const test = await openHub();
  let [committed, sent, isOver] = [0, 0, false];
  const flood = async () => {
    while (!isOver) {
      const payload = JSON.stringify({ v: sent, t: test.now });
      const wait = test.hub.receive({
        ...message(test, 'mad', `aif/v1/s/a/l/mad${sent % 200}/t`, payload),
        committed: () => (committed += 1),
      });
      sent += 1;
      if (wait !== undefined) await wait;
      else if (sent % 500 === 0) await pause(0);
    }
  };
  const flooding = flood();
  await pause(300);
  const waits: Promise<Wait>[] = [];
  for (let index = 0; index < CALM_MESSAGES; index += 1) {
    const [before, sentAt] = [committed, performance.now()];
    const payload = JSON.stringify({ v: index, t: test.now + index });
    waits.push(
      new Promise((resolve) => {
        void test.hub.receive({
          ...message(test, calmSource, 'aif/v1/s/a/l/calm/t', payload),
          committed: () => resolve({ behind: committed - before, milliseconds: performance.now() - sentAt }),
        });
      }),
    );
    await pause(CALM_EVERY_MS);
  }
  const all = await Promise.all(waits);
  isOver = true;
  await flooding;
  expect(sent).toBeGreaterThan(10 * CALM_MESSAGES);
  return all;
}

const sorted = (waits: readonly Wait[], of: keyof Wait) =>
  waits.map((wait) => wait[of]).toSorted((a, b) => a - b);

it(
  'a flood of one source leaves another at 50 msg/s its commit latency; in one queue it does not',
  {
    timeout: 120_000,
    retry: 2,
  },
  async () => {
    const fair = await waitsUnderFlood('calm');
    // The guard removed: as one source with the flood, it waits behind all of it.
    const together = await waitsUnderFlood('mad');
    const middle = CALM_MESSAGES / 2;
    const [fairBehind, togetherBehind] = [sorted(fair, 'behind'), sorted(together, 'behind')];
    // At most the batch in hand and its own turn in the next one.
    expect(fairBehind.at(-1)).toBeLessThanOrEqual(2_000);
    expect(fairBehind[middle]).toBeLessThan((togetherBehind[middle] ?? 0) / 2);
    expect(sorted(fair, 'milliseconds').at(-2)).toBeLessThan(1_000);
  },
);

it('garbage of one source does not push out what is kept of another', async () => {
  const test = await openHub();
  await test.send('aif/v1/s/a/l/calm/t', '{"no":"value"}', { source: 'calm' });
  const sent = Array.from({ length: 5_000 }, (_, index) =>
    test.send(`garbage/${index % 7}`, `${index}`, { source: 'mad' }),
  );
  await Promise.all(sent);
  const kept = test.rows<{ source: string; n: number }>(
    'SELECT source, count(*) AS n FROM unreadable GROUP BY source ORDER BY source',
  );
  expect(kept).toEqual([
    { source: 'calm', n: 1 },
    { source: 'mad', n: 1_000 },
  ]);
  expect(test.hub.sources.state('mad')?.counters).toMatchObject({ received: 5_000, unreadable: 5_000 });
  test.hub.sources.setLimits('mad', { perSecond: null, keptUnreadable: 10, names: 16_000 });
  await test.send('garbage/0', 'more', { source: 'mad' });
  expect(test.rows<{ n: number }>(`SELECT count(*) AS n FROM unreadable WHERE source = 'mad'`)).toEqual([
    { n: 10 },
  ]);
});

it('a clock that jumps a year ahead, and back, disturbs neither other sources nor its own tag afterwards', async () => {
  const test = await openHub();
  const send = (source: string, path: string, value: number, at: number) =>
    test.send(`aif/v1/${path}`, JSON.stringify({ v: value, t: at }), { source });
  test.hub.windows.register('s/a/l/calm/t', 'mean', 60);
  await send('calm', 's/a/l/calm/t', 1, test.now);
  await send('mad', 's/a/l/mad/t', 1, test.now);
  for (let index = 0; index < 50; index += 1)
    await send('mad', 's/a/l/mad/t', 99, test.now + YEAR_MS + index);
  await send('mad', 's/a/l/calm/t', 99, test.now + YEAR_MS);
  await send('calm', 's/a/l/calm/t', 3, test.now + 1_000);
  await send('mad', 's/a/l/mad/t', 5, test.now + 1_000);
  expect(test.hub.lastValue('s/a/l/calm/t')).toMatchObject({ value: 3, quality: 192 });
  expect(test.hub.lastValue('s/a/l/mad/t')).toMatchObject({ value: 5, quality: 192 });
  expect(test.hub.windows.value('s/a/l/calm/t', 'mean', 60, test.now + 1_000)?.value).toBe(2);
  expect(test.hub.sources.state('calm')?.counters).toMatchObject({ stored: 2, late: 0, gap: 0 });
  expect(test.hub.freshness('s/a/l/calm')?.lastDataAt).toBe(test.now + 1_000);
});

it('values a limit turned away are counted and survive a restart', async () => {
  const test = await openHub();
  test.hub.sources.turnAway('mad', 7);
  test.hub.sources.turnAway('mad', 3);
  await test.hub.settled();
  await test.reopen();
  expect(test.hub.sources.state('mad')).toMatchObject({ refused: 10, counters: { received: 0 } });
});
