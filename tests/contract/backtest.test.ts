import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backtestSchema } from '../../shared/contract/backtest.ts';
import { aif, CLI, environmentOf } from '../support/aif.ts';
import { eventually } from '../support/eventually.ts';
import { fillStore } from '../support/filled-store.ts';
import { temporaryFolder } from '../support/folder.ts';
import { importRuleset } from '../support/import-ruleset.ts';
import { rulesetOf } from '../support/rulesets.ts';

const START = Date.UTC(2026, 9, 1);
const DAYS = 4;
const PERIOD = ['--from', '2026-10-01T00:00:00Z', '--to', '2026-10-04T12:00:00Z'];
const ASKED = ['--ruleset', 'load@1', '--against', 'load@2', ...PERIOD];
const load = (high: number) => ({
  id: 'load',
  inputs: [
    { name: 'load', type: 'number', tag: '*/*/*/mill*/load' },
    { name: 'mean', type: 'number', tag: '*/*/*/mill*/load', take: 'mean', windowSeconds: 3_600 },
  ],
  trigger: { kind: 'change', debounceMs: 5_000 },
  source: `#{ verdict: if load > parameters.high && mean > 45.0 { "BAD" } else { "OK" } }`,
  manifest: { parameters: { high } },
});

describe('aif backtest without a server', () => {
  const folder = temporaryFolder();
  const database = join(folder.path, 'station.db');
  const backtest = (...more: string[]) => aif(['backtest', ...more, '--data', folder.path]);

  beforeAll(async () => {
    const tagPaths = ['s/a/l/mill1/load', 's/a/l/mill2/load'];
    await fillStore(database, { tags: tagPaths, samplesPerTag: DAYS * 86_400, stepMs: 1_000, start: START });
    for (const high of [58, 57]) await importRuleset(folder.path, rulesetOf(load(high)));
  });
  afterAll(() => folder.remove());

  it('goes on after kill -9 where it was, and comes to the same hash', async () => {
    const child = spawn(process.execPath, [CLI, 'backtest', ...ASKED, '--data', folder.path], {
      stdio: 'ignore',
      env: environmentOf(folder.path),
    });
    const daysKept = () => {
      const reading = new Database(database, { readonly: true });
      const { days } = reading.prepare('SELECT count(*) AS days FROM backtest_day').get() as { days: number };
      reading.close();
      return days;
    };
    await eventually(() => expect(daysKept()).toBeGreaterThan(0));
    child.kill('SIGKILL');
    await once(child, 'exit');
    const kept = daysKept();
    expect(kept).toBeLessThan(2 * DAYS);
    const again = await backtest(...ASKED, '--json');
    expect(again).toMatchObject({ code: 0 });
    expect(again.stderr).toContain('going on with the backtest');
    const { result } = backtestSchema.parse(JSON.parse(again.stdout));
    // 3.5 days of two machines, a row in five seconds of each.
    expect(result?.rows).toBe(2 * (3.5 * 17_280 + 1));
    const inOne = await backtest(...ASKED, '--verify', result?.hash ?? '');
    expect(inOne).toMatchObject({ code: 0 });
    expect(inOne.stdout).toContain(`hash  ${result?.hash}`);
    expect(inOne.stdout).toMatch(/changed {2}OK → BAD {2}\d+ rows/);
  });

  it('fails with exit code 1 where another hash is asked for or nothing can be judged, and 2 where it is used wrongly', async () => {
    const other = await backtest(
      '--ruleset',
      'load@1',
      ...PERIOD,
      '--equipment',
      'mill1',
      '--verify',
      '0'.repeat(64),
    );
    expect(other).toMatchObject({ code: 1 });
    expect(other.stderr).toContain('the hash is');
    expect(await backtest('--ruleset', 'load@7', ...PERIOD)).toMatchObject({ code: 1 });
    expect(await backtest('--ruleset', 'load@1', '--against', 'other@1', ...PERIOD)).toMatchObject({
      code: 1,
    });
    expect(await backtest('--ruleset', 'load', ...PERIOD)).toMatchObject({ code: 2 });
    expect(await backtest('--ruleset', 'load@1', '--from', 'yesterday', '--to', 'now')).toMatchObject({
      code: 2,
    });
  });
});
