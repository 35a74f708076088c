import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aif } from '../support/aif.ts';
import { serverWithout } from '../support/server-without.ts';
import { spoil, WAYS_TO_SPOIL } from '../support/spoil.ts';
import { connectToEmbeddedBroker } from '../support/station-clients.ts';
import { startStationProcess, type GuardRemoval } from '../support/station-process.ts';

/**
 * Fault 7: the files of a store are damaged while the station is down. Whatever was changed is found when the store is opened, or has
 * changed no row; what was damaged is kept, and what can be recovered is there, with or without a backup.
 */
const SEEDS = Number(process.env.AIF_TEST_SEEDS ?? 24);
const FEW_SEEDS = 24;
const TEST_WITHIN_MS = 60_000 + SEEDS * 6_000;

let folder: string;
/** Of a station that was killed, with a log; and the same a while before. */
let original: string;
let older: string;
let backups: string;
let rows: Rows;

type Rows = Map<string, Set<string>>;

/** Every row of every table, as a program without the guards reads them. Throws where SQLite itself finds the file malformed. */
function rowsOf(data: string): Rows {
  const copy = mkdtempSync(join(folder, 'read-'));
  for (const name of ['station.db', 'station.db-wal'])
    if (existsSync(join(data, name))) cpSync(join(data, name), join(copy, name));
  const database = new Database(join(copy, 'station.db'));
  try {
    const tables = database
      .prepare(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('store_commit')`)
      .pluck()
      .all() as string[];
    const plain = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);
    return new Map(
      tables.map((table) => [
        table,
        new Set(
          database
            .prepare(`SELECT * FROM "${table}"`)
            .all()
            .map((row) => JSON.stringify(row, plain)),
        ),
      ]),
    );
  } finally {
    database.close();
    rmSync(copy, { recursive: true });
  }
}

const rowCount = (of: Rows) => [...of.values()].reduce((sum, { size }) => sum + size, 0);
const missingFrom = (whole: Rows, part: Rows) =>
  [...whole].flatMap(([table, items]) =>
    [...items]
      .filter((row) => !(part.get(table)?.has(row) ?? false))
      .map((row) => `${table}: ${row.slice(0, 80)}`),
  );

async function feed(data: string, from: number): Promise<void> {
  const station = await startStationProcess({ data });
  const client = await connectToEmbeddedBroker(data);
  for (let number = from; number < from + 60; number += 1) {
    const payload = JSON.stringify({
      v: `${number}:${'x'.repeat(200)}`,
      t: 1_700_000_000_000 + number * 1_000,
      seq: number,
    });
    await client.publishAsync(`aif/v1/spoilt/area/line/machine-${number % 7}/value`, payload, { qos: 1 });
    await station.call('POST', '/api/v1/judgment/execute', {
      rulesetId: 'defect-rate',
      input: { defect_count: number, production_count: 1_000 },
      useCache: false,
    });
  }
  client.end(true);
  await station.kill();
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aif-corrupt-'));
  const data = join(folder, 'data');
  mkdirSync(data);
  writeFileSync(join(data, 'config.json'), JSON.stringify({ demoPlant: false, logLevel: 'warn' }));
  await feed(data, 0);
  await feed(data, 60);
  cpSync(data, (older = join(folder, 'older')), {
    recursive: true,
    filter: (name) => !name.endsWith('.sock'),
  });
  await feed(data, 120);
  cpSync(data, (original = join(folder, 'original')), {
    recursive: true,
    filter: (name) => !name.endsWith('.sock'),
  });
  backups = await makeBackup();
  rows = rowsOf(original);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Of the older store, made by the product's own connection. */
async function makeBackup(): Promise<string> {
  const made = join(folder, 'backups');
  mkdirSync(made);
  const file = join(made, 'station-20260101T000000Z.db');
  const copy = join(folder, 'copy.db');
  for (const suffix of ['', '-wal']) cpSync(join(older, `station.db${suffix}`), copy + suffix);
  const connection = new URL('../../server/platform/sqlite/connection.ts', import.meta.url).href;
  const program = `import { openConnection } from ${JSON.stringify(connection)};
    const database = openConnection(${JSON.stringify(copy)}, { readonly: false });
    database.prepare('VACUUM INTO ?').run(${JSON.stringify(file)}); database.close();`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
  const content = readFileSync(file);
  const sha256 = createHash('sha256').update(content).digest('hex');
  writeFileSync(file.replace('.db', '.json'), JSON.stringify({ sha256, bytes: content.length }));
  return made;
}

interface Outcome {
  readonly how: string;
  /** `refused`: not opened. */
  readonly result: 'silent' | 'harmless' | 'recovered' | 'refused';
  readonly from: string;
  readonly lost: number;
  readonly kept: boolean;
}

async function spoilAndOpen(seed: number, withBackup: boolean, program?: string): Promise<Outcome> {
  const data = join(folder, `seed-${seed}`);
  cpSync(original, data, { recursive: true, filter: (name) => !/-shm$|lock\.db/.test(name) });
  if (withBackup) cpSync(backups, join(data, 'backups'), { recursive: true });
  const how = `${seed}: ${spoil(data, older, seed)}`;
  const read = (name: string) => (existsSync(join(data, name)) ? readFileSync(join(data, name)) : null);
  const spoilt = { 'station.db': read('station.db'), 'station.db-wal': read('station.db-wal') };
  const { code, stdout, stderr } = await aif(
    ['migrate', 'up', '--data', data, '--json'],
    program === undefined ? {} : { program },
  );
  if (code !== 0) rmSync(data, { recursive: true });
  if (code !== 0) return { how: `${how}: ${stderr}`, result: 'refused', from: '', lost: 0, kept: true };
  const { recoveries = [] } = JSON.parse(stdout) as { recoveries?: { from: string; quarantine: string }[] };
  let now: Rows | null = null;
  try {
    now = rowsOf(data);
  } catch {
    // Taken for a sound store.
  }
  const lost = now === null ? Infinity : missingFrom(rows, now).length;
  const added = now === null ? 0 : missingFrom(now, rows).length;
  const result = recoveries.length > 0 ? 'recovered' : lost + added === 0 ? 'harmless' : 'silent';
  // A database that was moved aside has the log folded into it.
  const kept = recoveries.every(({ from, quarantine }) => {
    if (from !== 'log') return spoilt['station.db'] === null || existsSync(join(quarantine, 'station.db'));
    const log = join(quarantine, 'station.db-wal');
    return existsSync(log)
      ? readFileSync(log).equals(spoilt['station.db-wal'] ?? Buffer.alloc(0))
      : spoilt['station.db-wal'] === null;
  });
  if (result === 'recovered' && now !== null) {
    const database = new Database(join(data, 'station.db'), { readonly: true });
    expect(`${how}: ${String(database.pragma('integrity_check', { simple: true }))}`).toBe(`${how}: ok`);
    database.close();
  }
  rmSync(data, { recursive: true });
  return { how, result, from: recoveries.map(({ from }) => from).join('+'), lost, kept };
}

async function spoilAll(seeds: number, program?: string): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let seed = 0; seed < seeds; seed += 1)
    outcomes.push(await spoilAndOpen(seed, Math.floor(seed / WAYS_TO_SPOIL.length) % 2 === 1, program));
  return outcomes;
}

const named = (outcomes: readonly Outcome[], which: Outcome['result']) =>
  outcomes.filter(({ result }) => result === which).map(({ how }) => how);

describe('fault 7: a damaged store', { timeout: TEST_WITHIN_MS }, () => {
  it(`${SEEDS} seeds: found or harmless, kept aside, and recovered`, async () => {
    const outcomes = await spoilAll(SEEDS);
    const recovered = outcomes.filter(({ result }) => result === 'recovered');
    const report = outcomes.map(({ how, result, from, lost }) => `${how} → ${result} ${from} lost ${lost}`);
    process.stdout.write(
      `fault 7: ${SEEDS} seeds, ${recovered.length} found and recovered, ${named(outcomes, 'harmless').length} harmless, ` +
        `${named(outcomes, 'silent').length} silent; of ${rowCount(rows)} rows lost ` +
        `${recovered
          .map(({ lost }) => lost)
          .sort((a, b) => a - b)
          .join(' ')}\n`,
    );
    if (process.env.AIF_TEST_SEEDS !== undefined) process.stdout.write(`${report.join('\n')}\n`);
    expect([...named(outcomes, 'silent'), ...named(outcomes, 'refused')]).toEqual([]);
    expect(recovered.filter(({ kept }) => !kept).map(({ how }) => how)).toEqual([]);
    expect(recovered.length).toBeGreaterThan(SEEDS / 3);
  });

  it('is noticed when pages and commits are not looked at', async () => {
    const guards: GuardRemoval[] = [
      {
        file: 'server/platform/sqlite/damage.ts',
        find: 'const page = damagedPage(database, 1, Number.MAX_SAFE_INTEGER);',
        replace: 'const page = 0; void damagedPage;',
      },
      {
        file: 'server/platform/sqlite/damage.ts',
        find: 'const behind = commitsBehind(file, mark);',
        replace: 'const behind = 0; void commitsBehind;',
      },
    ];
    const outcomes = await spoilAll(FEW_SEEDS, await serverWithout(guards));
    expect(named(outcomes, 'silent').length).toBeGreaterThan(0);
  });

  it('a station says what it found, and starts with what is left', async () => {
    const data = join(folder, 'station');
    cpSync(original, data, { recursive: true, filter: (name) => !/-shm$|lock\.db/.test(name) });
    writeFileSync(
      join(data, 'station.db-wal'),
      readFileSync(join(data, 'station.db-wal')).subarray(0, 50_000),
    );
    const station = await startStationProcess({ data });
    try {
      expect(station.log()).toContain('the store was damaged');
      expect(station.ready.recovered).toMatchObject([{ damage: { kind: 'behind' }, from: 'log' }]);
      expect(readdirSync(join(data, 'quarantine'))).toHaveLength(1);
      expect((await station.call('GET', '/readyz')).status).toBe(200);
    } finally {
      await station.kill();
    }
  });
});
