import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { BatchWrite } from './domain/batch.ts';
import { HubMemory } from './domain/memory.ts';
import { Ingest } from './ingest.ts';

const START = Date.UTC(2026, 10, 28);
/** What a commit takes. */
const COMMIT_MS = 3;

beforeEach(() =>
  vi.useFakeTimers({ now: START, toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] }),
);
afterEach(() => vi.useRealTimers());

/** @param commitMs what each commit takes, by how many there were before */
function openIngest(commitMs: (before: number) => number = () => COMMIT_MS) {
  const commits: number[] = [];
  const memory = new HubMemory({
    tags: { tags: [], addresses: [], formerPaths: [], settings: [], said: [] },
    topics: [],
    deliveries: [],
    sources: [],
  });
  const ingest = new Ingest({
    store: {
      async commit({ samples }: BatchWrite) {
        await new Promise((resolve) => setTimeout(resolve, commitMs(commits.length)));
        commits.push(samples.length);
      },
      existing: () => Promise.resolve([]),
      sampleAt: () => Promise.resolve(undefined),
    },
    memory,
    limits: { tags: 1_000, topics: 1_000 },
    now: Date.now,
    // Real timers fire up to a millisecond early.
    monotonicNow: () => performance.now() * 0.999,
    committed: () => {},
    failing: (error) => {
      if (error !== null) throw error;
    },
  });
  let sent = 0;
  const send = (committed: () => void = () => {}, isTimed = true) => {
    sent += 1;
    const payload = Buffer.from(JSON.stringify({ v: sent, ...(isTimed ? { t: START + sent } : {}) }));
    const message = { source: 'broker', topic: 'aif/v1/s/a/l/e/t', payload, receivedAt: Date.now() };
    void ingest.receive({ ...message, retained: false, delivery: null, committed });
  };
  return { ingest, commits, send };
}

/** Time goes on, and whatever waits for it. */
async function pass(milliseconds: number): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += 1) {
    await vi.advanceTimersByTimeAsync(1);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

it.each([1, 25])(
  'a busy plant that sends every %i ms has few commits, and no message waits long',
  async (every) => {
    const { commits, send } = openIngest();
    let slowest = 0;
    for (let millisecond = 0; millisecond < 2_000; millisecond += every) {
      const sentAt = Date.now();
      for (let message = 0; message < every; message += 1)
        send(() => (slowest = Math.max(slowest, Date.now() - sentAt)));
      await pass(every);
    }
    await pass(500);
    expect(commits.reduce((sum, samples) => sum + samples, 0)).toBe(2_000);
    expect(commits.length).toBeLessThan(12);
    expect(slowest).toBeLessThan(450);
  },
);

it('a plant of some hundred messages a second shows its values ten times a second', async () => {
  const { commits, send } = openIngest();
  let slowest = 0;
  for (let millisecond = 0; millisecond < 2_000; millisecond += 2) {
    const sentAt = Date.now();
    send(() => (slowest = Math.max(slowest, Date.now() - sentAt)));
    await pass(2);
  }
  expect(commits.length).toBeGreaterThan(15);
  expect(commits.length).toBeLessThan(40);
  expect(slowest).toBeLessThan(150);
});

it('a pause now and then does not end the gathering', async () => {
  const { commits, send } = openIngest();
  for (let part = 0; part < 8; part += 1) {
    for (let millisecond = 0; millisecond < 300; millisecond += 1) {
      send();
      send();
      await pass(1);
    }
    await pass(70);
  }
  await pass(500);
  expect(commits.reduce((sum, samples) => sum + samples, 0)).toBe(8 * 600);
  expect(commits.length).toBeLessThan(25);
});

it.each([330, 345, 500])('a disk that needs %i ms now and then does not end the gathering', async (slow) => {
  const { commits, send } = openIngest((before) => (before % 4 === 3 ? slow : COMMIT_MS));
  for (let burst = 0; burst < 300; burst += 1) {
    for (let message = 0; message < 23; message += 1) send();
    await pass(23);
  }
  await pass(1_000);
  expect(commits.reduce((sum, samples) => sum + samples, 0)).toBe(300 * 23);
  expect(commits.length).toBeLessThan(26);
});

it('a quiet plant has no delay', async () => {
  const { send } = openIngest();
  let slowest = 0;
  for (let message = 0; message < 50; message += 1) {
    const sentAt = Date.now();
    send(() => (slowest = Math.max(slowest, Date.now() - sentAt)));
    await pass(20);
  }
  expect(slowest).toBeLessThanOrEqual(COMMIT_MS + 2);
});

it('a sender that waits to be told is hardly held up', async () => {
  const { send } = openIngest();
  const startedAt = Date.now();
  for (let round = 0; round < 200; round += 1) {
    let open = 20;
    for (let message = 0; message < 20; message += 1) send(() => (open -= 1));
    while (open > 0) await pass(1);
  }
  const undelayed = 200 * (COMMIT_MS + 2);
  expect(Date.now() - startedAt).toBeLessThan(undelayed * 1.1);
});

it('what a busy plant sends may wait in its socket, never beyond the batch it would be in', async () => {
  const { ingest, commits, send } = openIngest();
  const pauses: number[] = [];
  for (let millisecond = 0; millisecond < 2_000; millisecond += 1) {
    send();
    send();
    const pause = ingest.readPauseMs;
    if (commits.length > 3) pauses.push(pause);
    const before = commits.length;
    await pass(1);
    // The commit that has just ended was begun no later than the pause would have ended.
    if (commits.length > before && before > 3) expect(pauses.slice(0, -COMMIT_MS - 2).at(-1)).toBeLessThan(5);
  }
  expect(Math.max(...pauses)).toBe(90);
  expect(pauses.filter((pause) => pause > 0).length).toBeGreaterThan(pauses.length * 0.9);
});

it('what would get the time of its reading is not left waiting, unless it comes less than once a minute', async () => {
  const { ingest, commits, send } = openIngest();
  for (let millisecond = 0; millisecond < 3_000; millisecond += 1) {
    send();
    send(undefined, millisecond % 1_000 !== 0);
    await pass(1);
    if (commits.length > 3) expect(ingest.readPauseMs).toBe(0);
  }
  let pause = 0;
  for (let burst = 0; burst < 6_000 && pause === 0; burst += 1) {
    for (let message = 0; message < 12; message += 1) send();
    await pass(10);
    pause = ingest.readPauseMs;
    if (pause > 0) expect(burst).toBeGreaterThan(5_600);
  }
  expect(pause).toBeGreaterThan(0);
});

it('nothing is left in a socket where a batch begins for another reason than time', async () => {
  const { ingest, send } = openIngest();
  let longest = 0;
  for (let millisecond = 0; millisecond < 2_000; millisecond += 1) {
    for (let message = 0; message < 20; message += 1) send();
    // By then it is known how much comes.
    if (millisecond > 500) longest = Math.max(longest, ingest.readPauseMs);
    await pass(1);
  }
  // A thousand messages are a batch.
  expect(longest).toBeLessThan(60);
  expect(longest).toBeGreaterThan(20);
  while (ingest.readPauseMs === 0) {
    for (let message = 0; message < 20; message += 1) send();
    await pass(1);
  }
  const job = ingest.exclusively(() => Promise.resolve());
  expect(ingest.readPauseMs).toBe(0);
  await pass(500);
  await job;
});

it('a quiet plant and one whose senders wait leave nothing in a socket', async () => {
  const { ingest, send } = openIngest();
  for (let message = 0; message < 50; message += 1) {
    send();
    await pass(20);
    expect(ingest.readPauseMs).toBe(0);
  }
  let waited = 0;
  for (let round = 0; round < 200; round += 1) {
    let open = 20;
    for (let message = 0; message < 20; message += 1) send(() => (open -= 1));
    while (open > 0) await pass(1);
    if (ingest.readPauseMs > 0) waited += 1;
  }
  expect(waited).toBeLessThan(20);
});
