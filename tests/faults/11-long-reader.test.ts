import { once } from 'node:events';
import { statSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import type { Health } from '../../shared/contract/health.ts';
import { openBrokerStation, type BrokerStation } from '../support/broker-station.ts';
import { eventually, grownTo } from '../support/eventually.ts';
import { mosquittoMissing } from '../support/mosquitto.ts';
import type { GuardRemoval } from '../support/station-process.ts';

/**
 * Fault 11: a long reader keeps the write-ahead log from being folded into the database. What the station itself reads never
 * does, however slowly it is taken away; that another program does is shown, and over when it ends.
 */
const MACHINE = 'long/area/line/machine';
const MEBIBYTE = 1_048_576;
/** What the station lets its log become before it folds it with force, and what comes in until it looks again. */
const MOST_LOG_BYTES = 56 * MEBIBYTE;
const SHOWN_LOG_BYTES = 64 * MEBIBYTE;
const SAMPLES = 1_000_000;
const PER_MESSAGE = 1_000;
/** Of long texts, so that the log would be far above its bound by them alone. */
const TEXTS = 24_000;
const TEXT = 'x'.repeat(4_000);
const TEXTS_PER_MESSAGE = 20;
const IN_FLIGHT = 8;

let open: BrokerStation | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

const logBytes = ({ folder }: BrokerStation) =>
  statSync(join(folder, 'station.db-wal'), { throwIfNoEntry: false })?.size ?? 0;

const storePart = async ({ station }: BrokerStation) =>
  ((await station.call('GET', '/api/v1/health')).body as Health).parts.find(({ id }) => id === 'store');

type Value = (place: number) => number | string;

interface Sent {
  readonly tag: string;
  readonly count: number;
  readonly perMessage: number;
  readonly value: Value;
  readonly enough?: () => boolean;
}

/** No two samples of a tag have one time. */
let nextTime = Date.now() - 86_400_000;

/** Publishes some samples, a few messages in flight, until `enough` says so; waits until they are stored and returns how many. */
async function send(running: BrokerStation, { tag, count, perMessage, value, enough = () => false }: Sent) {
  const start = nextTime;
  nextTime += count;
  const counted = async () => (await eventually(() => running.counters())).stored;
  const before = await counted();
  let next = 0;
  const lane = async () => {
    while (next < count && !enough()) {
      const first = next;
      next += perMessage;
      const samples = Array.from({ length: perMessage }, (_, index) => ({
        v: value(first + index),
        t: start + first + index,
      }));
      await running.publisher.publishAsync(`aif/v1/${MACHINE}/${tag}`, JSON.stringify(samples), { qos: 1 });
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  await grownTo(counted, before + next);
  return next;
}

const numbers = (running: BrokerStation) =>
  send(running, {
    tag: 'number',
    count: SAMPLES,
    perMessage: PER_MESSAGE,
    value: (place) => Math.sin(place),
  });

const texts = (running: BrokerStation, count = TEXTS, enough?: () => boolean) =>
  send(running, {
    tag: 'text',
    count,
    perMessage: TEXTS_PER_MESSAGE,
    value: (place) => `${place} ${TEXT}`,
    ...(enough === undefined ? {} : { enough }),
  });

/** An export whose client has stopped reading. */
async function stalledExport({ station }: BrokerStation): Promise<IncomingMessage> {
  const path = `/api/v1/export?tag=${encodeURIComponent(`${MACHINE}/text`)}`;
  const [response] = (await once(
    request({ socketPath: station.ready.socket, path, agent: false }).end(),
    'response',
  )) as [IncomingMessage];
  await once(response, 'readable');
  return response;
}

async function writeBesideOwnReaders(withoutGuards?: readonly GuardRemoval[]) {
  open = await openBrokerStation(withoutGuards ? { withoutGuards } : {});
  const running = open;
  await texts(running, 2_000);
  const exports = await Promise.all([1, 2, 3].map(() => stalledExport(running)));
  let longest = 0;
  let asking = true;
  const watching = (async () => {
    while (asking) {
      longest = Math.max(longest, logBytes(running));
      await running.samples(`${MACHINE}/text`, Date.now() - 86_400_000, Date.now()).catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  const written = withoutGuards ? 0 : await numbers(running);
  const far = await texts(running, TEXTS, () => withoutGuards !== undefined && longest > MOST_LOG_BYTES);
  asking = false;
  await watching;
  // The last look may have been long before the end: asking takes its time on a busy machine.
  longest = Math.max(longest, logBytes(running));
  exports.forEach((response) => response.destroy());
  return { samples: written, far, longest };
}

describe.skipIf(mosquittoMissing)('fault 11: a long reader', () => {
  it('of the station itself leaves the log short while a million samples are written', async () => {
    const { samples, far, longest } = await writeBesideOwnReaders();
    expect({ samples, far }).toEqual({ samples: SAMPLES, far: TEXTS });
    expect(longest).toBeGreaterThan(MEBIBYTE);
    expect(longest).toBeLessThan(MOST_LOG_BYTES);
  });

  it('is noticed when an answer leaves its read transaction open', async () => {
    const { longest } = await writeBesideOwnReaders([
      {
        file: 'server/contexts/data-hub/storage/history-reader.ts',
        find: 'return this.#database.transaction(() => {',
        replace:
          "if (!this.#database.inTransaction) this.#database.exec('BEGIN'); return this.#database.transaction(() => {",
      },
    ]);
    expect(longest).toBeGreaterThan(MOST_LOG_BYTES);
  });

  it('is noticed when the log is not folded', async () => {
    const { longest } = await writeBesideOwnReaders([
      {
        file: 'server/platform/sqlite/writer-connection.ts',
        find: 'const FOLD_FROM_PAGES = 2_000;',
        replace: 'const FOLD_FROM_PAGES = Infinity;',
      },
      {
        file: 'server/platform/sqlite/writer-connection.ts',
        find: 'const LONG_LOG_BYTES = 32 * 1_048_576;',
        replace: 'const LONG_LOG_BYTES = Infinity;',
      },
    ]);
    expect(longest).toBeGreaterThan(MOST_LOG_BYTES);
  });

  it('of another program is shown as soon as it matters, and over seconds after it has ended', async () => {
    open = await openBrokerStation();
    const running = open;
    await texts(running, 100);
    const other = new Database(join(running.folder, 'station.db'), { readonly: true });
    try {
      other.exec('BEGIN');
      other.prepare('SELECT count(*) FROM tag').get();
      await texts(running, TEXTS, () => logBytes(running) > SHOWN_LOG_BYTES + 8 * MEBIBYTE);
      expect(await storePart(running)).toMatchObject({
        state: 'degraded',
        summary: { en: expect.stringContaining('Another program keeps reading the store') as string },
      });
      other.exec('COMMIT');
    } finally {
      other.close();
    }
    const endedAt = Date.now();
    const trickle = setInterval(() => {
      running.publisher.publish(`aif/v1/${MACHINE}/number`, JSON.stringify({ v: 1, t: Date.now() }), {
        qos: 1,
      });
    }, 100);
    try {
      await eventually(async () => expect((await storePart(running))?.state).toBe('ok'));
      expect(Date.now() - endedAt).toBeLessThan(5_000);
      // The file is cut by what is written next.
      await eventually(() => expect(logBytes(running)).toBeLessThan(MOST_LOG_BYTES));
    } finally {
      clearInterval(trickle);
    }
  });
});
