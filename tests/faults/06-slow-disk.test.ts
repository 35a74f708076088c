import { spawn, type ChildProcess } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import { createTRPCClient, createWSClient, wsLink } from '@trpc/client';
import { WebSocket } from 'ws';
import type { AppRouter } from '../../server/trpc/router.ts';
import { openBrokerStation, type BrokerStation } from '../support/broker-station.ts';
import { straceMissing } from '../support/disk-record.ts';
import { eventually } from '../support/eventually.ts';
import { mosquittoMissing } from '../support/mosquitto.ts';
import type { GuardRemoval } from '../support/station-process.ts';

/**
 * Fault 6: every write and every fsync of the station takes 200 ms longer. Windows and programs that read wait no longer
 * than before; that writing is slow is shown, and what comes faster than it can be written waits at the broker.
 */
const PATH = 'slow/area/line/machine/value';
const DELAY_US = 200_000;
const CALLS = 'fsync,fdatasync,pwrite64';
const READS = 60;
const FEW_READS = 5;
/** A read that waits for one write is later by this at least; one on a busy machine hardly. */
const LATER_MS = 150;
const MESSAGES = 6_000;
/** As many as the station takes from the broker before it says that it has enough, and a batch in hand. */
const MOST_WAITING = 5_500;

let open: BrokerStation | undefined;
let tracer: ChildProcess | undefined;
const detach = async () => {
  const running = tracer;
  tracer = undefined;
  if (running === undefined || running.exitCode !== null) return;
  const ended = new Promise((resolve) => running.once('exit', resolve));
  running.kill('SIGINT');
  await ended;
};
afterEach(async () => {
  await detach();
  await open?.close();
  open = undefined;
});

/** Attaches to all threads of the station; `inject` slows its disk down, without it the tracing alone does the same to both. */
async function trace(pid: number, inject: readonly string[]): Promise<void> {
  const child = spawn(
    'strace',
    ['-f', '-p', String(pid), '-e', `trace=${CALLS}`, ...inject, '-o', '/dev/null'],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  tracer = child;
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  await eventually(() => expect(said).toContain('attached'));
}

const metric = async ({ station }: BrokerStation, name: string) =>
  Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(String((await station.call('GET', '/metrics')).body))?.[1]);

/** 95th percentile of reading through REST and as a window does. */
async function readP95({ station }: BrokerStation, reads = READS): Promise<number> {
  const client = createWSClient({
    url: `ws+unix:${station.ready.socket}:/trpc`,
    WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
  });
  const trpc = createTRPCClient<AppRouter>({ links: [wsLink({ client })] });
  const times: number[] = [];
  for (let count = 0; count < reads; count += 1) {
    const begun = performance.now();
    if (count % 2 === 0) await station.call('GET', `/api/v1/tags/${PATH}/samples?points=500`);
    else await trpc.dataHub.samples.query({ path: PATH, points: 500 });
    if (count % 3 === 0) await trpc.judgment.list.query({ limit: 50 });
    times.push(performance.now() - begun);
  }
  await client.close();
  return times.toSorted((a, b) => a - b)[Math.floor(reads * 0.95)] ?? Infinity;
}

async function slowDown(withoutGuards?: readonly GuardRemoval[]) {
  open = await openBrokerStation(withoutGuards ? { withoutGuards } : {});
  const running = open;
  const start = Date.now() - 3_600_000;
  let published = 0;
  const publish = () => {
    published += 1;
    const payload = JSON.stringify({ v: published, t: start + published * 10, seq: published });
    return running.publisher.publishAsync(`aif/v1/${PATH}`, payload, { qos: 1 });
  };
  const steadily = () => {
    const timer = setInterval(() => void publish(), 50);
    return () => clearInterval(timer);
  };
  await Promise.all(Array.from({ length: 500 }, publish));
  await running.until(async () => (await running.counters()).stored === published);

  await trace(running.station.pid, []);
  let stop = steadily();
  const usual = await readP95(running);
  stop();
  await detach();

  await trace(running.station.pid, ['-e', `inject=${CALLS}:delay_enter=${DELAY_US}`]);
  stop = steadily();
  const slow = await readP95(running, withoutGuards ? FEW_READS : READS);
  stop();
  if (withoutGuards) return { usual, slow };
  const burst = Promise.all(Array.from({ length: MESSAGES }, publish));
  const shown = await eventually(async () => {
    const { body } = await running.station.call('GET', '/api/v1/health');
    const part = (body as { parts: { id: string; state: string; summary: { en: string } }[] }).parts.find(
      ({ id }) => id === 'store',
    );
    expect(part?.state).toBe('degraded');
    return part?.summary.en;
  });
  await burst;
  let mostWaiting = 0;
  for (let count = 0; count < 20; count += 1) {
    mostWaiting = Math.max(mostWaiting, await metric(running, 'aif_signal_messages_waiting'));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await detach();
  const healedAt = Date.now();
  await eventually(async () =>
    expect(await metric(running, 'aif_store_oldest_write_seconds')).toBeLessThan(1),
  );
  const clearedMs = Date.now() - healedAt;
  await running.until(async () => (await running.counters()).stored === published);
  return { usual, slow, shown, mostWaiting, clearedMs, counters: await running.counters(), published };
}

describe.skipIf(mosquittoMissing ?? straceMissing)('fault 6: slow disk', () => {
  it(
    'leaves reading as it was, shows that writing is slow, and holds back what comes',
    { retry: 2 },
    async () => {
      const { usual, slow, shown, mostWaiting, clearedMs, counters, published } = await slowDown();
      expect(slow).toBeLessThan(usual + LATER_MS);
      expect(shown).toMatch(/^Storing is slow/);
      expect(mostWaiting).toBeGreaterThan(0);
      expect(mostWaiting).toBeLessThan(MOST_WAITING);
      expect(clearedMs).toBeLessThan(5_000);
      expect(counters).toMatchObject({ received: published, stored: published, gap: 0 });
    },
  );

  it('is noticed when readers wait for the writer', async () => {
    const { usual, slow } = await slowDown([
      {
        file: 'server/contexts/data-hub/storage/sqlite.ts',
        find: "window: (tagId, window) => history.askLong('window', tagId, window),",
        replace: `window: (tagId, window) =>
          store
            .write(
              [
                { sql: 'CREATE TABLE IF NOT EXISTS read_log (at INTEGER)' },
                { sql: 'INSERT INTO read_log VALUES (1)' },
              ],
              { durability: 'normal' },
            )
            .then(() => history.askLong('window', tagId, window)),`,
      },
    ]);
    expect(slow).toBeGreaterThan(usual + LATER_MS);
  });
});
