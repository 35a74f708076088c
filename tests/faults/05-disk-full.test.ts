import { afterEach, describe, expect, it } from 'vitest';
import type { Health, HealthPart } from '../../shared/contract/health.ts';
import { aif } from '../support/aif.ts';
import { openBrokerStation, type BrokerStation } from '../support/broker-station.ts';
import { eventually } from '../support/eventually.ts';
import { mosquittoMissing } from '../support/mosquitto.ts';
import { smallDisk, smallDiskMissing, type SmallDisk } from '../support/small-disk.ts';
import type { GuardRemoval } from '../support/station-process.ts';

/**
 * Fault 5: the disk is full. Nothing is acknowledged that is not stored, reading goes on, it is shown, and when there is space
 * again everything that waited at the broker comes in by itself.
 */
const PATH = 'full/area/line/machine/value';
const DISK_MIB = 64;
const TEXT = 'x'.repeat(4_000);
const WAITING = 200;
const SHOWN_WITHIN_MS = 2_000;
const CLEARED_WITHIN_MS = 5_000;

let open: BrokerStation | undefined;
let disk: SmallDisk | undefined;
afterEach(async () => {
  await open?.close();
  disk?.remove();
  open = disk = undefined;
});

const storePart = async ({ station }: BrokerStation) =>
  ((await station.call('GET', '/api/v1/health')).body as Health).parts.find(({ id }) => id === 'store');

const isFailing = async ({ station }: BrokerStation) =>
  String((await station.call('GET', '/metrics')).body).includes('\naif_store_failing 1');

/** When the station first could not write, epoch milliseconds, by its own log. */
function firstFailure({ station }: BrokerStation): number {
  const line = station
    .log()
    .split('\n')
    .find((text) => text.includes('samples cannot be written'));
  const { time } = JSON.parse(line ?? '{}') as { time: string | number };
  return typeof time === 'number' ? time : Date.parse(time);
}

const judge = ({ station }: BrokerStation, key: string) =>
  station.call('POST', '/api/v1/judgment/execute', {
    rulesetId: 'defect-rate',
    input: { defect_count: 8, production_count: 100 },
    useCache: false,
    idempotencyKey: key,
  });

/** What the doctor says of a part. */
async function doctorOn({ folder }: BrokerStation, part: string) {
  const { stdout } = await aif(['doctor', '--data', folder, '--json']);
  const { items } = JSON.parse(stdout) as { items: HealthPart[] };
  return items.filter((item) => item.id === part);
}

async function fillAndFree(withoutGuards?: readonly GuardRemoval[]) {
  disk = smallDisk(DISK_MIB);
  open = await openBrokerStation({ disk: disk.path, ...(withoutGuards ? { withoutGuards } : {}) });
  const running = open;
  let published = 0;
  const start = Date.now() - 3_600_000;
  const publish = async () => {
    published += 1;
    const payload = JSON.stringify({ v: `${published}:${TEXT}`, t: start + published * 10, seq: published });
    await running.publisher.publishAsync(`aif/v1/${PATH}`, payload, { qos: 1 });
  };
  for (let count = 0; count < 50; count += 1) await publish();
  await running.until(async () => (await running.counters()).stored === published);
  const answered = new Set<string>();
  expect((await judge(running, 'before')).status).toBe(200);
  answered.add('before');

  disk.fill();
  await running.until(async () => {
    for (let count = 0; count < 20; count += 1) await publish();
    return (await isFailing(running)) || running.station.log().includes('samples cannot be written');
  });
  const part = await eventually(async () => {
    const found = await storePart(running);
    expect(found?.state).toBe('down');
    return found;
  });
  const shownMs = Date.now() - firstFailure(running);
  for (let count = 0; count < WAITING; count += 1) await publish();
  const whileFull = {
    part,
    shownMs,
    samples: (await running.samples(PATH, start, Date.now())).items.length,
    judgment: await judge(running, 'full'),
    ready: (await running.station.call('GET', '/readyz')).status,
    doctor: [...(await doctorOn(running, 'disk')), ...(await doctorOn(running, 'store'))],
  };
  if (whileFull.judgment.status === 200) answered.add('full');

  disk.free();
  const freedAt = Date.now();
  // What was given up leaves nothing to try again: without the guard something new has to come.
  if (withoutGuards) await publish();
  await eventually(async () => expect((await storePart(running))?.state).toBe('ok'));
  const clearedMs = Date.now() - freedAt;
  await running.until(
    async () => withoutGuards !== undefined || (await running.counters()).received >= published,
  );
  expect((await judge(running, 'after')).status).toBe(200);
  answered.add('after');
  return { running, published, whileFull, clearedMs, answered };
}

const storedNumbers = (running: BrokerStation) =>
  running
    .rows<{ number: number }>(
      `SELECT CAST(value AS INTEGER) AS number FROM sample JOIN tag ON tag.id = tag_id WHERE path = '${PATH}' ORDER BY 1`,
    )
    .map(({ number }) => number);

describe.skipIf(mosquittoMissing ?? smallDiskMissing)('fault 5: disk full', () => {
  it('loses nothing, reads on, says so, and goes on by itself', async () => {
    const { running, published, whileFull, clearedMs, answered } = await fillAndFree();
    expect(whileFull).toMatchObject({
      part: { state: 'down', summary: { en: expect.stringContaining('disk is full') as string } },
      judgment: { status: 503, body: { code: 'STORE_UNAVAILABLE' } },
      ready: 503,
      doctor: [
        { id: 'disk', state: 'down', summary: { en: '0.0 GiB free' } },
        {
          id: 'store',
          state: 'down',
          summary: { en: expect.stringContaining('disk is full') as string },
          action: { en: expect.stringContaining('space') as string },
        },
      ],
    });
    expect(whileFull.samples).toBeGreaterThanOrEqual(50);
    expect(whileFull.shownMs).toBeLessThan(SHOWN_WITHIN_MS);
    expect(clearedMs).toBeLessThan(CLEARED_WITHIN_MS);
    expect(storedNumbers(running)).toEqual(Array.from({ length: published }, (_, index) => index + 1));
    expect(await running.counters()).toMatchObject({ stored: published, unreadable: 0, gap: 0 });
    const judged = running.rows<{ key: string }>(
      `SELECT idempotency_key AS key FROM judgment WHERE ruleset_id = 'defect-rate'`,
    );
    expect(new Set(judged.map(({ key }) => key))).toEqual(answered);
  });

  it('is noticed when what could not be written is acknowledged all the same', async () => {
    const { running, published } = await fillAndFree([
      {
        file: 'server/contexts/data-hub/ingest.ts',
        find: 'await this.#pause(retryMs);',
        replace: 'return await this.#plan(units, batch, turnedAway, lookUpAll);',
      },
    ]);
    expect(storedNumbers(running).length).toBeLessThan(published);
  });

  it('stops the next start too, which says so, as does the doctor: the store is whole', async () => {
    disk = smallDisk(DISK_MIB);
    open = await openBrokerStation({ disk: disk.path });
    await open.station.stop();
    disk.fill();
    expect(await doctorOn(open, 'disk')).toMatchObject([{ state: 'down' }]);
    expect(await doctorOn(open, 'store')).toMatchObject([
      { state: 'down', action: { en: 'The disk is full: free some space and ask again.' } },
    ]);
    const { code, stderr } = await aif(['serve', '--role', 'station', '--data', open.folder]);
    expect(code).toBe(1);
    expect(stderr).toContain('Free some space');
    disk.free();
    expect(await doctorOn(open, 'store')).toMatchObject([{ state: 'ok' }]);
  });
});
