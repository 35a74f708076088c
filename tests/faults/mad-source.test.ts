import type { MqttClient } from 'mqtt';
import { expect, it, onTestFinished } from 'vitest';
import { openOfflineStation } from '../../server/composition/offline-station.ts';
import type { IngestAnswer, Source } from '../../shared/contract/sources.ts';
import { eventually } from '../support/eventually.ts';
import { rulesetOf } from '../support/rulesets.ts';
import { stationFolder } from '../support/rule-station.ts';
import { connectToEmbeddedBroker } from '../support/station-clients.ts';
import { startStationProcess, type GuardRemoval, type StationProcess } from '../support/station-process.ts';

/**
 * One source goes mad: HTTP in, with as much as it gets in, garbage, times of a clock a year ahead, and values judged by a slow
 * rule. Another one, over MQTT, sends a value now and then. What that one waits is told in values and judgments of the mad one, so
 * that the speed of the machine does not matter.
 */
const SENDERS = 5;
const LINES = 1_000;
/** Of its lines each second; with as many waiting it is turned away. Below the mark from which a sender of MQTT has to wait. */
const LIMIT = 2_600;
const YEAR_MS = 365 * 86_400_000;
/** A batch under way and a turn in the next one; judgments under way, and those of the moment between two questions. */
const MOST_VALUES = 2_000;
const MOST_JUDGMENTS = 350;

const NO_TURNS: readonly GuardRemoval[] = [
  {
    file: 'server/contexts/data-hub/fair-queue.ts',
    find: 'const queue = this.#queue(unit.source);',
    replace: "const queue = this.#queue('http');",
  },
  {
    file: 'server/contexts/judgment/triggers.ts',
    find: 'this.#turns.add(place.lane, ',
    replace: "this.#turns.add('http', ",
  },
];

/** Each judges every value of its machines. */
async function addRules(folder: string): Promise<void> {
  const offline = await openOfflineStation(folder, { beside: true });
  const work = 'let n = 0; while n < 12000 { n += 1; }';
  for (const id of ['mad', 'calm']) {
    const inputs = [{ name: 'x', type: 'number', tag: `*/*/*/${id}*/t` }];
    const manifest = { cacheSeconds: 0, limits: { operations: 1_000_000, deadlineMs: 1_000 } };
    const source = `${id === 'mad' ? work : ''} #{ verdict: "OK" }`;
    const ruleset = rulesetOf({ id, source, inputs, trigger: { kind: 'change' }, manifest });
    await offline.rules.import(ruleset, { activate: true });
  }
  await offline.close();
}

function madBatch(batch: number): string {
  const now = Date.now();
  return Array.from({ length: LINES }, (_, index) => {
    const tag = `s/a/l/mad${index % 100}/t`;
    if (index % 5 < 2) return `{"tag":"${tag}","v":`;
    const t = (index % 5 < 4 ? now : now + YEAR_MS) + Math.floor(index / 100);
    return JSON.stringify({ tag, v: batch, t });
  }).join('\n');
}

/** Sends all the time, and adds up what the station answered. */
function goMad({ http, token }: StationProcess) {
  const sums = { received: 0, unreadable: 0, refused: 0 };
  const over = new AbortController();
  let [isOver, batch] = [false, 0];
  const send = async () => {
    while (!isOver) {
      const answer = await fetch(`${http}/api/v1/ingest`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
        body: madBatch((batch += 1)),
        signal: over.signal,
      });
      const body = (await answer.json()) as IngestAnswer;
      expect([200, 429]).toContain(answer.status);
      if (answer.status === 429) {
        sums.refused += LINES;
        await new Promise((resolve) => setTimeout(resolve, 100));
        continue;
      }
      sums.received += body.received;
      sums.unreadable += body.unreadable;
    }
  };
  const senders = Promise.all(Array.from({ length: SENDERS }, send));
  return {
    /** Without waiting for the answers. */
    async end() {
      isOver = true;
      over.abort();
      await senders.catch(() => {});
    },
    async stop() {
      isOver = true;
      await senders;
      return sums;
    },
  };
}

async function judgmentsOf(station: StationProcess): Promise<{ mad: number; calm: number }> {
  const text = String((await station.call('GET', '/metrics')).body);
  const count = (id: string) =>
    [...text.matchAll(new RegExp(`^aif_judgments_total\\{.*ruleset="${id}".*\\} (\\d+)$`, 'gm'))].reduce(
      (sum, [, judged]) => sum + Number(judged),
      0,
    );
  return { mad: count('mad'), calm: count('calm') };
}

const sourceOf = async (station: StationProcess, id: string) =>
  (await station.call('GET', `/api/v1/sources/${id}`)).body as Source;
const middle = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? NaN;

/** How many values of the mad one are taken in, and how many of its judgments made, while a value of the calm one is. */
async function sendCalm(station: StationProcess, client: MqttClient, value: number) {
  const before = (await sourceOf(station, 'http')).counters.received;
  const payload = JSON.stringify({ v: value, t: Date.now() });
  const judged = (await judgmentsOf(station)).calm;
  await client.publishAsync('aif/v1/s/a/l/calm/t', payload, { qos: 1 });
  const values = (await sourceOf(station, 'http')).counters.received - before;
  const at = (await judgmentsOf(station)).mad;
  const judgments = await eventually(async () => {
    const now = await judgmentsOf(station);
    expect(now.calm).toBeGreaterThan(judged);
    return now.mad - at;
  });
  return { values, judgments };
}

async function run(calmValues: number, withoutGuards: readonly GuardRemoval[] = []) {
  const data = stationFolder();
  await addRules(data);
  const station = await startStationProcess({ data, withoutGuards });
  onTestFinished(() => station.close());
  const client = await connectToEmbeddedBroker(data);
  onTestFinished(() => client.endAsync(true).then(() => {}));
  const limits = { perSecond: LIMIT, keptUnreadable: 100, names: 16_000 };
  expect(await station.call('POST', '/api/v1/sources/http/limits', limits)).toMatchObject({ status: 200 });
  const mad = goMad(station);
  onTestFinished(mad.end);
  await eventually(async () =>
    expect((await sourceOf(station, 'http')).counters.received).toBeGreaterThan(LIMIT),
  );
  const waits = [];
  for (let value = 0; value < calmValues; value += 1) waits.push(await sendCalm(station, client, value));
  return { station, mad, waits };
}

it('a source that goes mad slows no other; what it loses is counted and shown', async () => {
  const { station, mad, waits } = await run(3);
  expect(middle(waits.map(({ values }) => values))).toBeLessThan(MOST_VALUES);
  expect(middle(waits.map(({ judgments }) => judgments))).toBeLessThan(MOST_JUDGMENTS);
  await eventually(async () => {
    expect((await sourceOf(station, 'http')).behindSince).not.toBeNull();
    const { body } = await station.call('GET', '/api/v1/health');
    expect(JSON.stringify(body)).toContain('Waiting for judgments to catch up: HTTP in');
  });
  expect(await sourceOf(station, 'broker')).toMatchObject({
    counters: { received: 3, stored: 3, refused: 0 },
    behindSince: null,
  });
  const told = await mad.stop();
  expect(told.refused).toBeGreaterThan(0);
  expect((await sourceOf(station, 'http')).counters).toMatchObject(told);
});

it('without turns it waits behind all of the flood', async () => {
  const { waits } = await run(1, NO_TURNS);
  expect(middle(waits.map(({ values }) => values))).toBeGreaterThan(MOST_VALUES);
  expect(middle(waits.map(({ judgments }) => judgments))).toBeGreaterThan(MOST_JUDGMENTS);
});
