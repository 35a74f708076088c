import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt from 'mqtt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountOf, describeMissing, type Fate } from '../support/broker-account.ts';
import { metricOf } from '../support/metrics.ts';
import { mosquittoMissing, startMosquitto, type Mosquitto } from '../support/mosquitto.ts';
import { rowsOfStation } from '../support/stored-samples.ts';
import {
  startStationProcess,
  type GuardRemoval,
  type StationOptions,
  type StationProcess,
} from '../support/station-process.ts';

/**
 * Fault 1: the server is killed while it commits. Acknowledged are judgments that were answered and messages the
 * broker took; a client that got no answer asks again with the same key, a broker that got none sends again.
 */
const CYCLES = Number(process.env.AIF_TEST_KILL_CYCLES ?? 50);
const TAG = 'kill/area/line/machine/value';
const USABLE_WITHIN_MS = 3_000;
const FEW_CYCLES = 8;
/** At most, where a guard is missing: on the slow disk nearly every kill then costs something, and the first that does is enough. */
const TELLING_CYCLES = 8;
/** Of one test, some ten starts: a patience, no measurement. */
const TEST_WITHIN_MS = 1_200_000;
/** Where what broker and stations said is kept when something is missing. */
const REPORTS = join(import.meta.dirname, '../../.cache/reports');

/**
 * A disk that takes 20 ms before and after every commit, so that each kill falls between the steps the guards keep in
 * order, not only the unlucky ones: with it the guarded station must still lose nothing, the others must be caught.
 */
const PAUSE = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);';
const SLOW_DISK: GuardRemoval = {
  file: 'server/platform/sqlite/writer-connection.ts',
  find: "this.#database.exec('COMMIT');",
  replace: `${PAUSE} this.#database.exec('COMMIT'); ${PAUSE}`,
};

interface Outcome {
  readonly answered: Set<string>;
  /** How many different judgments were asked for. */
  readonly asked: number;
  readonly published: number;
  /** Of each start, in milliseconds, the quickest first. */
  readonly startsMs: readonly number[];
  /** How often the broker had forgotten the station: then it lost what waited there, not we. */
  readonly sessionsLost: number;
  /** What the stations logged. */
  readonly log: string;
  /** Numbers that were published and are not stored. */
  readonly missing: readonly number[];
  readonly judgments: { readonly rows: number; readonly keys: Set<string>; readonly doubled: number };
  readonly samples: { readonly rows: number; readonly values: number };
  readonly counters: { received: number; stored: number; duplicate: number; unreadable: number };
}

/** Publishes rising numbers, each of its own source time, to the broker: some 400 a second. */
function publishContinually(url: string) {
  const client = mqtt.connect(url, { reconnectPeriod: 100 });
  let taken = 0;
  let running = true;
  const first = Date.now() - 3_600_000;
  const done = (async () => {
    while (running) {
      const number = taken + 1;
      const payload = JSON.stringify({ v: number, t: first + number * 10, seq: number });
      await client.publishAsync(`aif/v1/${TAG}`, payload, { qos: 1 });
      taken = number;
      if (number % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await client.endAsync();
  })();
  return {
    get taken() {
      return taken;
    },
    async stop() {
      running = false;
      await done;
      return taken;
    },
  };
}

/** Asks for judgments, each with its own key, until the connection breaks; what got no answer is asked again. */
async function judgeUntilBroken(station: StationProcess, state: { next: number; answered: Set<string> }) {
  const lane = async () => {
    for (;;) {
      const number = state.next++;
      const idempotencyKey = `key-${number}`;
      const input = { defect_count: number % 50, production_count: 1_000 };
      const request = { rulesetId: 'defect-rate', input, useCache: false, idempotencyKey };
      for (;;) {
        try {
          const { status } = await station.call('POST', '/api/v1/judgment/execute', request);
          if (status === 200) state.answered.add(idempotencyKey);
          break;
        } catch {
          pendingKeys.add(number);
          return;
        }
      }
    }
  };
  const pendingKeys = new Set<number>();
  await Promise.all(Array.from({ length: 4 }, lane));
  return pendingKeys;
}

/** Waits until everything is stored, or until nothing more has come for a while. */
async function settled(station: StationProcess, published: number): Promise<void> {
  let stored = 0;
  let since = Date.now();
  while (stored < published && Date.now() - since < 5_000) {
    const { body } = await station.call('GET', `/api/v1/tags?search=${encodeURIComponent(TAG)}`);
    const [tag] = (body as { items: { counters: Outcome['counters'] }[] }).items;
    const now = tag?.counters.stored ?? 0;
    if (now > stored) since = Date.now();
    stored = now;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Numbers that were published and are not stored. */
function missingNumbers(data: string, published: number): number[] {
  const rows = rowsOfStation<{ number: number }>(
    join(data, 'station.db'),
    `SELECT sample.value AS number FROM sample JOIN tag ON tag.id = sample.tag_id WHERE tag.path = ?`,
    TAG,
  );
  const stored = new Set(rows.map(({ number }) => number));
  return Array.from({ length: published }, (_, index) => index + 1).filter((number) => !stored.has(number));
}

/** The identifier under which the broker knows the stations of this folder. */
const clientIdOf = (data: string) =>
  (JSON.parse(readFileSync(join(data, 'mqtt-session.json'), 'utf8')) as { clientId: string }).clientId;

/** What became of each value, in their order, by the broker's own log. */
const fatesOf = (data: string, broker: Mosquitto): Fate[] =>
  accountOf(broker.log(), { clientId: clientIdOf(data), topic: `aif/v1/${TAG}` });

/** Keeps what broker and stations said; returns where. */
function keepReport(broker: Mosquitto, { log }: Outcome): string {
  mkdirSync(REPORTS, { recursive: true });
  const folder = mkdtempSync(join(REPORTS, 'fault-1-'));
  writeFileSync(join(folder, 'broker.log'), broker.log());
  writeFileSync(join(folder, 'stations.log'), log);
  return folder;
}

function readOutcome(data: string): Pick<Outcome, 'judgments' | 'samples'> {
  const file = join(data, 'station.db');
  const judgments = rowsOfStation<{ key: string | null }>(
    file,
    `SELECT idempotency_key AS key FROM judgment WHERE ruleset_id = 'defect-rate'`,
  );
  const [samples] = rowsOfStation<{ number: number; times: number }>(
    file,
    `SELECT count(*) AS number, count(DISTINCT sample.at) AS times FROM sample JOIN tag ON tag.id = sample.tag_id
     WHERE tag.path = ?`,
    TAG,
  );
  const keys = new Set(judgments.map(({ key }) => key ?? ''));
  return {
    judgments: { rows: judgments.length, keys, doubled: judgments.length - Math.max(keys.size, 0) },
    samples: { rows: samples?.number ?? 0, values: samples?.times ?? 0 },
  };
}

/**
 * Makes the subscription; from then on the broker keeps what comes while the station is away. `asleepMs`: the broker
 * answers only so long after the station is ready, which does not wait for it.
 */
async function subscribeAndKill(
  options: StationOptions,
  broker: Mosquitto,
  asleepMs: number,
): Promise<string> {
  if (asleepMs > 0) process.kill(broker.pid, 'SIGSTOP');
  const station = await startStationProcess(options);
  setTimeout(() => process.kill(broker.pid, 'SIGCONT'), asleepMs);
  try {
    await connected(station);
    // Not our word alone: what comes before this is nobody's, and would look like a loss.
    expect(broker.log()).toContain(`Sending SUBACK to ${clientIdOf(station.folder)}`);
  } finally {
    await station.kill();
  }
  return station.log();
}

interface Kills {
  readonly cycles: number;
  readonly withoutGuards?: readonly GuardRemoval[];
  readonly asleepMs?: number;
  /** Whether the kills so far have done damage enough; asked after each, with no station running. */
  readonly enough?: (so: { answered: Set<string>; asked: number; published: number }) => boolean;
}

async function killAgainAndAgain(
  data: string,
  broker: Mosquitto,
  { cycles, withoutGuards, asleepMs = 0, enough = () => false }: Kills,
): Promise<Outcome> {
  const options = { data, ...(withoutGuards && { withoutGuards }) };
  const state = { next: 1, answered: new Set<string>() };
  const startsMs: number[] = [];
  let asked = 0;
  const logs = [await subscribeAndKill(options, broker, asleepMs)];
  const publisher = publishContinually(broker.url);
  for (let cycle = 0; cycle < cycles; cycle++) {
    const station = await startStationProcess(options);
    startsMs.push(station.readyAfterMs);
    const answeredBefore = state.answered.size;
    const judging = judgeUntilBroken(station, state);
    // Every second kill waits until work is under way, however slow the machine; the others come at any moment.
    if (cycle % 2 === 0) await underWay(station, () => state.answered.size > answeredBefore);
    await new Promise((resolve) => setTimeout(resolve, 80 + ((cycle * 37) % 240)));
    await station.kill();
    logs.push(station.log());
    // A client without an answer asks again, with the same key, at the next start.
    const unanswered = await judging;
    asked = Math.max(asked, state.next - 1);
    state.next = Math.min(state.next, ...unanswered);
    if (enough({ answered: state.answered, asked, published: publisher.taken })) break;
  }
  const published = await publisher.stop();
  const last = await startStationProcess(options);
  await settled(last, published);
  const { body } = await last.call('GET', `/api/v1/tags?search=${encodeURIComponent(TAG)}`);
  const [tag] = (body as { items: { counters: Outcome['counters'] }[] }).items;
  const sessionsLost = await metric(last, 'aif_broker_sessions_lost');
  await last.stop();
  if (tag === undefined) throw new Error('the tag is unknown after the kills');
  return {
    answered: state.answered,
    asked,
    published,
    startsMs: startsMs.sort((a, b) => a - b),
    sessionsLost,
    log: [...logs, last.log()].join(''),
    missing: missingNumbers(data, published),
    counters: tag.counters,
    ...readOutcome(data),
  };
}

/** Waits for the broker's connection and the first answer since the start. */
async function underWay(station: StationProcess, hasAnswered: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  await connected(station);
  while (!hasAnswered() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10));
}

async function connected(station: StationProcess): Promise<void> {
  while ((await metric(station, 'aif_broker_connected')) !== 1)
    await new Promise((resolve) => setTimeout(resolve, 20));
}

async function metric(station: StationProcess, name: string): Promise<number> {
  const value = metricOf(String((await station.call('GET', '/metrics')).body), name);
  if (value === undefined) throw new Error(`the station has no metric ${name}`);
  return value;
}

const lost = ({ answered, judgments }: Pick<Outcome, 'answered' | 'judgments'>) =>
  [...answered].filter((key) => !judgments.keys.has(key)).length;

describe.skipIf(mosquittoMissing)('fault 1: kill -9 while committing', { timeout: TEST_WITHIN_MS }, () => {
  let folder: string;
  let broker: Mosquitto;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'aif-kill-'));
    broker = await startMosquitto({ config: ['max_inflight_messages 100'], keepsLog: true });
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ mqttUrl: broker.url, logLevel: 'info' }));
  });
  afterEach(async () => {
    await broker.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const expectNothingLost = (outcome: Outcome) => {
    const { counters, samples, published, judgments, answered, startsMs } = outcome;
    process.stdout.write(
      `fault 1: ${answered.size} judgments answered, ${published} values published, ` +
        `slowest start ${(startsMs.at(-1) ?? 0).toFixed(0)} ms, ${counters.duplicate} repeated deliveries recognised\n`,
    );
    const { missing } = outcome;
    if (missing.length > 0)
      expect.fail(
        `MISSING of ${published}: ${describeMissing(missing, fatesOf(folder, broker))} (by the broker's log); counted ` +
          `${JSON.stringify(counters)}; session lost ${outcome.sessionsLost} times. What broker and stations said is in ` +
          keepReport(broker, outcome),
      );
    // A killed station leaves nothing that looks like damage.
    expect(outcome.log).not.toContain('the store was damaged');
    expect(lost(outcome)).toBe(0);
    expect(judgments.doubled).toBe(0);
    expect(samples).toEqual({ rows: published, values: published });
    expect(counters.stored).toBe(published);
    expect(counters.received).toBe(counters.stored + counters.duplicate + counters.unreadable);
  };

  it(`${CYCLES} cycles: nothing acknowledged is lost, nothing is there twice, usable within 3 s`, async () => {
    const outcome = await killAgainAndAgain(folder, broker, { cycles: CYCLES });
    expectNothingLost(outcome);
    expect(outcome.answered.size).toBeGreaterThan(CYCLES);
    // A machine with other work may spoil one start; a slow station spoils most of them.
    expect(outcome.startsMs[Math.floor(CYCLES * 0.8)]).toBeLessThan(USABLE_WITHIN_MS);
  });

  it('holds on a slow disk too', async () => {
    expectNothingLost(
      await killAgainAndAgain(folder, broker, { cycles: FEW_CYCLES, withoutGuards: [SLOW_DISK] }),
    );
  });

  it('begins when the subscription stands, however late the broker answers', async () => {
    expectNothingLost(await killAgainAndAgain(folder, broker, { cycles: 2, asleepMs: 1_500 }));
  });

  it('is noticed when judgments are answered, and messages acknowledged, before their commit', async () => {
    const acknowledgedAndLost = (published: number) => {
      const fates = fatesOf(folder, broker);
      return missingNumbers(folder, published).filter((number) => fates[number - 1] === 'acknowledged');
    };
    const outcome = await killAgainAndAgain(folder, broker, {
      cycles: TELLING_CYCLES,
      withoutGuards: [
        SLOW_DISK,
        {
          file: 'server/contexts/judgment/judgment.service.ts',
          find: 'await this.#parts.store.add(judgment, isState(judgment, manifest), idempotency);',
          replace:
            'void this.#parts.store.add(judgment, isState(judgment, manifest), idempotency).catch(() => {});',
        },
        {
          file: 'server/platform/mqtt/connection.ts',
          find: 'committed: isConfirmed ? () => own.send(messageId) : () => {},',
          replace: 'committed: isConfirmed ? (own.send(messageId), () => {}) : () => {},',
        },
      ],
      enough: ({ answered, published }) =>
        lost({ answered, ...readOutcome(folder) }) > 0 && acknowledgedAndLost(published).length > 0,
    });
    expect(lost(outcome)).toBeGreaterThan(0);
    expect(outcome.samples.values).toBeLessThan(outcome.published);
    // And the loss is known for the station's own: the broker has its acknowledgements.
    const fates = fatesOf(folder, broker);
    expect(new Set(outcome.missing.map((number) => fates[number - 1]))).toEqual(new Set(['acknowledged']));
  });

  it('is noticed when a repeated request is not recognised', async () => {
    const outcome = await killAgainAndAgain(folder, broker, {
      cycles: TELLING_CYCLES,
      withoutGuards: [
        SLOW_DISK,
        {
          file: 'server/contexts/judgment/judgment.service.ts',
          find: ': this.#executeIdempotent(request, request.idempotencyKey);',
          replace: ': this.#executeOnce(request);',
        },
      ],
      enough: ({ asked }) => readOutcome(folder).judgments.rows > asked,
    });
    expect(outcome.judgments.rows).toBeGreaterThan(outcome.asked);
  });
});
