import { afterEach, describe, expect, it } from 'vitest';
import { openBrokerStation, type BrokerStation } from '../support/broker-station.ts';
import { mosquittoMissing } from '../support/mosquitto.ts';
import type { GuardRemoval } from '../support/station-process.ts';

/**
 * Fault 26: the broker restarts. What it acknowledged to the plant arrives, once; what the plant could not send
 * meanwhile is missing and shown as missing.
 */
const PATH = 'restart/area/line/machine/value';
const EVERY_MS = 5;
const RESTARTS = 3;
const AWAY_MS = 2_500;
const SHOWN_WITHIN_MS = 2_000;
const CLEARED_WITHIN_MS = 5_000;

let open: BrokerStation | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

/** A plant that sends a number every 5 ms and, like a PLC, does not queue while its broker is away. */
function runPlant({ publisher }: BrokerStation) {
  const acknowledged = new Set<number>();
  const underWay = new Set<Promise<void>>();
  let number = 0;
  const timer = setInterval(() => {
    number += 1;
    const seq = number;
    if (!publisher.connected) return;
    const payload = JSON.stringify({ v: seq, t: Date.now(), seq });
    const sent = publisher
      .publishAsync(`aif/v1/${PATH}`, payload, { qos: 1 })
      .then(() => void acknowledged.add(seq))
      .finally(() => underWay.delete(sent));
    underWay.add(sent);
  }, EVERY_MS);
  return {
    acknowledged,
    async stop() {
      clearInterval(timer);
      await Promise.all(underWay);
      return number;
    },
  };
}

async function restartBroker(withoutGuards?: readonly GuardRemoval[]) {
  open = await openBrokerStation(withoutGuards ? { withoutGuards } : {});
  const running = open;
  const plant = runPlant(running);
  const startedAt = Date.now();
  await new Promise((resolve) => setTimeout(resolve, 500));
  const shownMs: number[] = [];
  const clearedMs: number[] = [];
  for (let restart = 0; restart < RESTARTS; restart += 1) {
    await running.broker.stop();
    shownMs.push(await running.until(async () => !(await running.isConnected())));
    await new Promise((resolve) => setTimeout(resolve, AWAY_MS));
    await running.broker.start();
    clearedMs.push(await running.until(() => running.isConnected()));
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  const last = await plant.stop();
  // The connection is in order, so once a last message is stored nothing before it is still to come.
  await running.publisher.publishAsync(`aif/v1/${PATH}-end`, '1', { qos: 1 });
  await running.until(async () => (await running.tag(`${PATH}-end`).catch(() => null)) !== null);
  const stored = running.rows<{ value: number }>(
    `SELECT value FROM sample JOIN tag ON tag.id = tag_id WHERE path = '${PATH}' ORDER BY value`,
  );
  return { running, plant, last, startedAt, shownMs, clearedMs, stored: stored.map(({ value }) => value) };
}

describe.skipIf(mosquittoMissing)('fault 26: broker restart', () => {
  it('loses nothing that was acknowledged, shows the outage, and the gaps as gaps', async () => {
    const { running, plant, last, startedAt, shownMs, clearedMs, stored } = await restartBroker();
    const lost = [...plant.acknowledged].filter((number) => !stored.includes(number));
    expect(plant.acknowledged.size).toBeGreaterThan(200);
    expect(lost).toEqual([]);
    expect(new Set(stored).size).toBe(stored.length);
    expect(Math.max(...shownMs)).toBeLessThan(SHOWN_WITHIN_MS);
    expect(Math.max(...clearedMs)).toBeLessThan(CLEARED_WITHIN_MS);
    const highest = Math.max(...stored);
    expect(highest).toBeLessThanOrEqual(last);
    const { counters } = await running.tag(PATH);
    expect(counters.gap).toBe(highest - stored.length - (Math.min(...stored) - 1));
    expect(counters.gap).toBeGreaterThan(300);
    const { gaps } = await running.samples(PATH, startedAt, Date.now());
    expect(gaps).toHaveLength(RESTARTS);
    for (const { from, to } of gaps)
      expect(Date.parse(to) - Date.parse(from)).toBeGreaterThanOrEqual(AWAY_MS);
  });

  it('is noticed when the session does not outlive the connection', async () => {
    const { plant, stored } = await restartBroker([
      { file: 'server/platform/mqtt/connection.ts', find: 'clean: false,', replace: 'clean: true,' },
    ]);
    expect([...plant.acknowledged].filter((number) => !stored.includes(number)).length).toBeGreaterThan(0);
  });
});
