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
/** Messages that are sent while the station is held. */
const ASLEEP = 50;
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

async function restartBroker() {
  open = await openBrokerStation();
  const running = open;
  const plant = runPlant(running);
  const startedAt = Date.now();
  await new Promise((resolve) => setTimeout(resolve, 500));
  const shownMs: number[] = [];
  const clearedMs: number[] = [];
  const away: { from: number; to: number }[] = [];
  for (let restart = 0; restart < RESTARTS; restart += 1) {
    await running.broker.stop();
    const from = Date.now();
    shownMs.push(await running.until(async () => !(await running.isConnected())));
    await new Promise((resolve) => setTimeout(resolve, AWAY_MS));
    away.push({ from, to: Date.now() });
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
  return {
    running,
    plant,
    last,
    startedAt,
    away,
    shownMs,
    clearedMs,
    stored: stored.map(({ value }) => value),
  };
}

/** The broker restarts and takes messages before the station, held by a signal, can come back: no race to be lucky in. */
async function sendWhileAsleep(withoutGuards?: readonly GuardRemoval[]) {
  open = await openBrokerStation(withoutGuards ? { withoutGuards } : {});
  const { broker, publisher, station, rows, tag, until } = open;
  process.kill(station.pid, 'SIGSTOP');
  await broker.restart();
  for (let seq = 1; seq <= ASLEEP; seq += 1) {
    await publisher.publishAsync(`aif/v1/${PATH}`, JSON.stringify({ v: seq, t: Date.now(), seq }), {
      qos: 1,
    });
  }
  process.kill(station.pid, 'SIGCONT');
  await until(async () => {
    // Again and again: without a session the first ones are lost too.
    await publisher.publishAsync(`aif/v1/${PATH}-end`, '1', { qos: 1 });
    return (await tag(`${PATH}-end`).catch(() => null)) !== null;
  });
  const [found] = rows<{ number: number }>(
    `SELECT count(*) AS number FROM sample JOIN tag ON tag.id = tag_id WHERE path = '${PATH}'`,
  );
  return { acknowledged: ASLEEP, stored: found?.number ?? 0 };
}

describe.skipIf(mosquittoMissing)('fault 26: broker restart', () => {
  it('loses nothing that was acknowledged, shows the outage, and the gaps as gaps', async () => {
    const { running, plant, last, startedAt, away, shownMs, clearedMs, stored } = await restartBroker();
    const lost = [...plant.acknowledged].filter((number) => !stored.includes(number));
    expect(plant.acknowledged.size).toBeGreaterThan(50);
    expect(lost).toEqual([]);
    expect(new Set(stored).size).toBe(stored.length);
    // A busy machine may spoil some of the times; a fault spoils all.
    expect(Math.min(...shownMs)).toBeLessThan(SHOWN_WITHIN_MS);
    expect(Math.min(...clearedMs)).toBeLessThan(CLEARED_WITHIN_MS);
    const highest = Math.max(...stored);
    expect(highest).toBeLessThanOrEqual(last);
    const { counters } = await running.tag(PATH);
    expect(counters.gap).toBe(highest - stored.length - (Math.min(...stored) - 1));
    expect(counters.gap).toBeGreaterThan(50);
    const { gaps } = await running.samples(PATH, startedAt, Date.now());
    // What was on its way when the broker went bears a time of just after.
    const shownAsGap = away.filter(({ from, to }) =>
      gaps.some((gap) => Date.parse(gap.from) <= from + 500 && Date.parse(gap.to) >= to),
    );
    expect(shownAsGap).toEqual(away);
  });

  it('brings what the broker acknowledged while the station could not come back yet', async () => {
    expect(await sendWhileAsleep()).toEqual({ acknowledged: ASLEEP, stored: ASLEEP });
  });

  it('is noticed when the session does not outlive the connection', async () => {
    const { stored } = await sendWhileAsleep([
      {
        file: 'server/platform/mqtt/connection.ts',
        find: '{ settings, clean = false,',
        replace: '{ settings, clean = true,',
      },
    ]);
    expect(stored).toBe(0);
  });
});
