import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aif } from '../support/aif.ts';
import { folderOfTest } from '../support/folder.ts';
import { serverWithout } from '../support/server-without.ts';
import { startStationProcess, type StationProcess } from '../support/station-process.ts';
import { written } from '../support/written-ruleset.ts';

/** A command beside a running station. */
let station: StationProcess;
beforeAll(async () => {
  station = await startStationProcess();
});
afterAll(() => station.close());

const fromStore = <Row>(sql: string): Row[] => {
  const database = new Database(join(station.folder, 'station.db'), { readonly: true });
  try {
    return database.prepare(sql).all() as Row[];
  } finally {
    database.close();
  }
};

const judge = async (body: object) => {
  const { body: answer } = await station.call('POST', '/api/v1/judgment/execute', body);
  return answer as { verdict?: string; cached?: boolean; ruleset?: { version: number } };
};

describe('a program with another schema', () => {
  /** `aif` as a later version would be: with a step of the schema after which a station of today cannot judge. */
  const later = (step: { up: string[] }) => {
    const find = 'export const MIGRATIONS: readonly Migration[] = [';
    const added = { name: '29990101_0000__of_tomorrow', down: [], ...step };
    const replace = `${find} ${JSON.stringify(added)},`;
    const guards = [{ file: 'server/migrations/index.ts', find, replace }];
    return async (...args: string[]) => aif(args, { program: await serverWithout(guards) });
  };
  const breaking = later({ up: ['DROP TABLE ruleset_version'] });

  it.each([
    ['import', (folder: string) => ['rules', 'import', folder, '--activate']],
    ['export', () => ['rules', 'export', 'defect-rate', join(folderOfTest(), 'out')]],
    ['migrate', () => ['migrate', 'up']],
  ])('%s is refused, the store left alone, and the station judges on', async (name, args) => {
    const schema = () => fromStore<{ name: string }>('SELECT name FROM schema_migration ORDER BY name');
    const before = {
      schema: schema(),
      rulesets: fromStore('SELECT ruleset_id, version FROM ruleset_version'),
    };
    const folder = written({ id: 'newer', source: '#{ verdict: "OK" }' });
    const { code, stdout, stderr } = await breaking(...args(folder), '--data', station.folder);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^aif: DATA_FOLDER_LOCKED: /);
    expect(stderr).toContain(`process ${station.pid}`);
    if (name !== 'migrate') {
      expect(stderr).toContain(`station running on it is version ${station.ready.version}`);
      expect(stderr).toContain('29990101_0000__of_tomorrow (pending)');
    }
    const after = {
      schema: schema(),
      rulesets: fromStore('SELECT ruleset_id, version FROM ruleset_version'),
    };
    expect(after).toEqual(before);
    const input = { defect_count: 8, production_count: 100 };
    expect(await judge({ rulesetId: 'defect-rate', input, useCache: false })).toMatchObject({
      verdict: 'HIGH_DEFECT',
    });
  });

  it('judges through the station, whose schema is its own affair', async () => {
    const input = '{"defect_count":8,"production_count":100}';
    const args = ['judge', '--ruleset', 'defect-rate', '--input', input, '--data', station.folder];
    expect(await breaking(...args)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('HIGH_DEFECT'),
    });
  });

  it('is what these tests are run with: on a folder of its own it changes the schema', async () => {
    const harmless = later({ up: ['CREATE TABLE tomorrow (id INTEGER)'] });
    const up = await harmless('migrate', 'up', '--data', folderOfTest());
    expect(up).toMatchObject({ code: 0, stdout: expect.stringContaining('29990101_0000__of_tomorrow') });
  });
});

describe('a version made active', () => {
  const importing = (folder: string) =>
    aif(['rules', 'import', folder, '--activate', '--data', station.folder]);
  const version = (number: number) => ({
    id: 'switched',
    source: `#{ verdict: "${number % 2 === 0 ? 'OK' : 'BAD'}", reasons: ["${number}"] }`,
    manifest: { cacheSeconds: 3_600 },
  });
  const request = { rulesetId: 'switched', input: { x: 1 } };

  it('is judged by as soon as the command has returned, no cached answer of the one before', async () => {
    for (const number of [1, 2, 3, 4, 5]) {
      expect(await importing(written(version(number)))).toMatchObject({ code: 0, stderr: '' });
      const first = await judge(request);
      expect(first).toMatchObject({
        verdict: number % 2 === 0 ? 'OK' : 'BAD',
        ruleset: { version: number },
        cached: false,
      });
      expect(await judge(request)).toMatchObject({ verdict: first.verdict, cached: true });
    }
  });

  it('again is judged by at once too, whoever asks meanwhile', async () => {
    const asking = new AbortController();
    const others = (async () => {
      while (!asking.signal.aborted) await judge({ ...request, useCache: false });
    })();
    for (const number of [2, 5, 1]) {
      await importing(written(version(number)));
      expect((await judge(request)).ruleset?.version).toBe(number);
    }
    asking.abort();
    await others;
  });

  it('is said to be unknown to a station that cannot be told, within a few seconds', async () => {
    process.kill(station.pid, 'SIGSTOP');
    const startedAt = performance.now();
    const result = await importing(written(version(6))).finally(() => process.kill(station.pid, 'SIGCONT'));
    expect(result).toMatchObject({ code: 0, stdout: expect.stringMatching(/^switched@6 active /) as string });
    expect(result.stderr).toMatch(
      /^aif: active in the store, but the running station could not be told \(.+\)/,
    );
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });
});

it('leaves no ruleset behind that it only read', async () => {
  const count = () => fromStore('SELECT ruleset_id, version, state FROM ruleset_version');
  const before = count();
  const path = join(folderOfTest(), 'out');
  const exported = await aif(['rules', 'export', 'defect-rate', path, '--data', station.folder]);
  expect(exported).toMatchObject({ code: 0, stderr: '' });
  expect(readdirSync(path).sort()).toEqual(['rules.rhai', 'ruleset.json', 'tests.json']);
  expect(readFileSync(join(path, 'rules.rhai'), 'utf8')).toContain('verdict');
  expect(count()).toEqual(before);
});
