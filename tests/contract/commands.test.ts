import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Coverage } from '../../shared/contract/rule-tests.ts';
import type { Replay } from '../../shared/contract/replay.ts';
import { folderOfTest } from '../support/folder.ts';
import { written } from '../support/written-ruleset.ts';
import { aif } from '../support/aif.ts';
import { rest } from '../support/station-clients.ts';
import { startStationProcess, type StationProcess } from '../support/station-process.ts';
import { eventually } from '../support/eventually.ts';

const SHIPPED = join(import.meta.dirname, '../../server/contexts/rules/shipped');
const shipped = readdirSync(SHIPPED, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => join(SHIPPED, entry.name));

interface Tested {
  readonly coverage: Coverage;
}

const passing = { name: 'one is fine', input: { x: 1 }, expect: { verdict: 'OK' } };
const failing = { name: 'one is bad', input: { x: 1 }, expect: { verdict: 'BAD' } };
const OK = '#{ verdict: "OK" }';

let station: StationProcess;
beforeAll(async () => {
  station = await startStationProcess();
});
afterAll(() => station.close());

describe('rules test', () => {
  it('of a stored version: coverage with what no test takes, changes with what no test notices', async () => {
    const args = ['rules', 'test', 'defect-rate@1', '--data', station.folder, '--coverage', '--mutation'];
    const { code, stdout } = await aif(args);
    expect(code).toBe(0);
    expect(stdout).toContain('coverage  defect-rate@1  6 of 6 branches\n');
    expect(stdout).toMatch(/mutation {2}defect-rate@1 {2}8\d\.\d %: \d+ of \d+ changes noticed/);
    expect(stdout).toMatch(/rules\.rhai:16:\d+ {2}0\.95 → 0\.9405\n {4}try \{"defect_count":/);
    const asJson = JSON.parse((await aif([...args, '--json'])).stdout) as { items: Tested[] };
    expect(asJson.items[0]?.coverage.covered).toBe(6);
    const unknown = await aif(['rules', 'test', 'defect-rate@77', '--data', station.folder]);
    expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('RULESET_NOT_FOUND')]);
  });
});

describe('judge', () => {
  const args = ['judge', '--ruleset', 'defect-rate', '--data'];
  const input = ['--input', '{"defect_count":8,"production_count":100}'];

  it('for people: verdict, confidence, reasons, rules', async () => {
    const { code, stdout } = await aif([...args, station.folder, ...input]);
    expect(code).toBe(0);
    expect(stdout).toContain('HIGH_DEFECT (high)  defect-rate@1');
    expect(stdout).toMatch(/불량률 8/);
    expect(stdout).toMatch(/rule {2}fired +high-defect/);
    const english = await aif([...args, station.folder, ...input], { env: { AIF_LANG: 'en' } });
    expect(english.stdout).toMatch(/defect rate 8/);
  });

  it('reads its input from a file, as an editor of Windows writes it too', async () => {
    const file = join(folderOfTest(), 'input.json');
    writeFileSync(file, '\uFEFF{"defect_count":1,\r\n"production_count":100}\r\n');
    expect((await aif([...args, station.folder, '--input', `@${file}`])).stdout).toContain('NORMAL');
  });

  it('without a server it judges and stores in the data folder', async () => {
    const folder = folderOfTest();
    const first = await aif([...args, folder, ...input, '--json']);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    const { id, verdict } = JSON.parse(first.stdout) as { id: string; verdict: string };
    expect(verdict).toBe('HIGH_DEFECT');
    const later = await startStationProcess({ data: folder });
    try {
      expect((await rest(later, 'GET', `/api/v1/judgments/${id}`)).body).toMatchObject({ id, verdict });
    } finally {
      await later.close();
    }
  });

  it('--replay makes a stored judgment again, with a server and without', async () => {
    const folder = folderOfTest();
    const { stdout } = await aif([...args, folder, ...input, '--json']);
    const { id } = JSON.parse(stdout) as { id: string };
    const replay = (more: string[] = []) => aif(['judge', '--replay', id, '--data', folder, ...more]);
    expect(await replay()).toMatchObject({
      code: 0,
      stdout: `same  ${id}  defect-rate@1  HIGH_DEFECT\n`,
      stderr: '',
    });
    const later = await startStationProcess({ data: folder });
    try {
      const answer = JSON.parse((await replay(['--json'])).stdout) as Replay;
      expect(answer).toMatchObject({ outcome: 'same', differences: [], judgment: { id } });
      expect(answer.rules.length).toBeGreaterThan(0);
      const unknown = '01234567-89ab-7cde-8f01-23456789abcd';
      const missing = await aif(['judge', '--replay', unknown, '--data', folder]);
      expect([missing.code, missing.stderr]).toEqual([
        1,
        `aif: JUDGMENT_NOT_FOUND: there is no judgment "${unknown}"\n`,
      ]);
    } finally {
      await later.close();
    }
  });

  it.each([
    ['judge', '--replay', '01234567-89ab-7cde-8f01-23456789abcd'],
    ['rules', 'activations', 'defect-rate'],
    ['rules', 'export', 'defect-rate', 'never-written.json'],
    ['rules', 'check', '--ruleset', 'defect-rate'],
    ['rules', 'test', 'defect-rate@1'],
    ['rules', 'diff', 'defect-rate@1', 'defect-rate@2'],
    ['topics', 'export', 'never-written.json'],
    ['export', '--tag', 'a/b/c/d/e'],
    ['backtest', '--ruleset', 'defect-rate@1', '--to', '2026-01-01T00:00:00Z'],
    ['migrate', 'down'],
  ])('%s %s of a mistyped folder makes none and says what to do', async (...command) => {
    const folder = join(folderOfTest(), 'statoin');
    const { code, stdout, stderr } = await aif([...command, '--data', folder]);
    expect([code, stdout + stderr]).toEqual([
      1,
      expect.stringMatching(/statoin holds no data of a station: name the folder of one with --data/),
    ]);
    expect(existsSync(folder)).toBe(false);
  });

  it('is refused with its code by exit code 1', async () => {
    const { code, stderr } = await aif([
      'judge',
      '--ruleset',
      'nothing',
      '--input',
      '{}',
      '--data',
      station.folder,
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^aif: RULESET_NOT_FOUND: /);
  });
});

describe('rules', () => {
  it('check and test: the shipped ones are valid and pass', async () => {
    expect(await aif(['rules', 'check', ...shipped])).toMatchObject({ code: 0, stderr: '' });
    const tested = await aif(['rules', 'test', ...shipped, '--json']);
    expect(tested.code).toBe(0);
    const { items } = JSON.parse(tested.stdout) as { items: { results: { passed: boolean }[] }[] };
    expect(items).toHaveLength(5);
    for (const { results } of items) {
      expect(results.length).toBeGreaterThan(5);
      expect(results.every((result) => result.passed)).toBe(true);
    }
  });

  it('check: every fault with its file and place, exit code 1, the others are still checked', async () => {
    const faulty = written({ id: 'faulty', source: 'let y = ;\n#{ verdict: "OK" }' });
    const unknown = written({ id: 'unknown', source: OK, manifest: { colour: 'red' } });
    const good = written({ id: 'good', source: OK });
    const { code, stdout, stderr } = await aif([
      'rules',
      'check',
      faulty,
      unknown,
      join(good, 'no'),
      good,
      '--json',
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain('3 of 4 rulesets are not valid');
    const { items } = JSON.parse(stdout) as { items: { ok: boolean; errors: { path: string }[] }[] };
    expect(items.map((item) => [item.ok, item.errors[0]?.path])).toEqual([
      [false, 'rules.rhai:1:9'],
      [false, 'ruleset.json: colour'],
      [false, 'no'],
      [true, undefined],
    ]);
    const text = await aif(['rules', 'check', faulty, good]);
    expect(text.stdout).toMatch(/faulty .*\n +rules\.rhai:1:9: .+\nok /);
  });

  it('test: says which case fails and why, exit code 1', async () => {
    const folder = written({ id: 'tested', source: OK, tests: [passing, failing] });
    const { code, stdout, stderr } = await aif(['rules', 'test', folder]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/passed .* one is fine\nFAILED .* one is bad: expected BAD, got OK/);
    expect(stderr).toContain('1 test cases failed');
    const broken = written({ id: 'broken', source: OK, tests: [{ input: {} }] });
    const refused = await aif(['rules', 'test', broken]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/^aif: RULESET_INVALID: tests\.json: 0\./);
    expect(refused.stderr).not.toMatch(/^ +at /m);
  });

  it('import beside a running server: live within 2 s, no restart; a draft is not', async () => {
    const judge = async () => {
      const body = { rulesetId: 'beside', input: { x: 1 }, useCache: false };
      const answer = await rest(station, 'POST', '/api/v1/judgment/execute', body);
      return answer.body as { verdict?: string; code?: string; ruleset?: { version: number } };
    };
    const liveAfterMs = async (version: number) => {
      const startedAt = performance.now();
      const isLive = async () => expect((await judge()).ruleset?.version).toBe(version);
      await eventually(isLive);
      return performance.now() - startedAt;
    };
    expect((await judge()).code).toBe('RULESET_NOT_FOUND');
    const first = written({ id: 'beside', source: OK, tests: [passing] });
    const imported = await aif(['rules', 'import', first, '--data', station.folder, '--activate', '--json']);
    expect(imported).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(imported.stdout)).toMatchObject({
      id: 'beside',
      version: 1,
      state: 'active',
      isNew: true,
    });
    const firstAfterMs = await liveAfterMs(1);
    expect((await judge()).verdict).toBe('OK');

    const second = written({ id: 'beside', source: '#{ verdict: "BAD" }' });
    await aif(['rules', 'import', second, '--data', station.folder]);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await judge()).toMatchObject({ verdict: 'OK', ruleset: { version: 1 } });
    await aif(['rules', 'import', second, '--data', station.folder, '--activate']);
    // A busy machine may spoil one of the two; a fault spoils both.
    expect(Math.min(firstAfterMs, await liveAfterMs(2))).toBeLessThan(2_000);
    expect((await judge()).verdict).toBe('BAD');
    expect(
      (await aif(['judge', '--ruleset', 'beside@1', '--input', '{"x":1}', '--data', station.folder])).stdout,
    ).toMatch(/^OK/);
  });

  it('test: cases that test nothing, or something else, are faults', async () => {
    const cases = [
      { name: 'nothing', input: { x: 1 }, expect: {} },
      { name: 'undeclared', input: { x: 1, y: 1 }, expect: { verdict: 'OK' } },
      { name: 'type', input: { x: 'one' }, expect: { verdict: 'OK' } },
      passing,
    ];
    const folder = written({ id: 'untrue', source: OK, tests: cases });
    const { code, stdout, stderr } = await aif(['rules', 'test', folder]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^aif: RULESET_INVALID: /);
    for (const place of ['0.expect', '1.input.y', '2.input.x'])
      expect(stderr).toContain(`tests.json: ${place}: `);
    expect(stderr).not.toContain('tests.json: 3');
  });

  it('test: no cases are said to be none', async () => {
    const folder = written({ id: 'caseless', source: OK });
    expect(await aif(['rules', 'test', folder])).toMatchObject({
      code: 0,
      stdout: `none    ${folder}  the ruleset has no test cases\n`,
    });
  });

  it('import: other test cases of a version that is there replace its own, and that is said', async () => {
    const data = folderOfTest();
    const again = (tests: object[], ...more: string[]) =>
      aif(['rules', 'import', written({ id: 'retested', source: OK, tests }), '--data', data, ...more]);
    expect(await again([passing])).toMatchObject({ code: 0, stderr: '' });
    expect(await again([passing])).toMatchObject({ code: 0, stderr: '' });
    const replaced = await again([], '--json');
    expect(replaced.stderr).toMatch(
      /^aif: retested@1 was there already; its stored test cases were replaced/,
    );
    expect(JSON.parse(replaced.stdout)).toMatchObject({ version: 1, isNew: false, testsReplaced: true });
  });

  it('import --activate refuses a ruleset that fails its own test cases', async () => {
    const folder = written({ id: 'untested', source: OK, tests: [passing, failing] });
    const { code, stderr } = await aif(['rules', 'import', folder, '--data', station.folder, '--activate']);
    expect(code).toBe(1);
    expect(stderr).toContain('1 of 2 test cases fail');
    expect(stderr).toContain('one is bad: expected BAD, got OK');
    expect((await rest(station, 'GET', '/api/v1/rulesets/untested/versions/1')).status).toBe(404);
  });

  it.each(['folder', 'bundle.json'])(
    'export as %s and import into another station: same hash',
    async (name) => {
      const path = join(folderOfTest(), name);
      const exported = await aif([
        'rules',
        'export',
        'press-thermal',
        path,
        '--data',
        station.folder,
        '--json',
      ]);
      expect(exported).toMatchObject({ code: 0, stderr: '' });
      const imported = await aif(['rules', 'import', path, '--data', folderOfTest(), '--json']);
      const { hash } = JSON.parse(exported.stdout) as { hash: string };
      expect(JSON.parse(imported.stdout)).toMatchObject({ id: 'press-thermal', hash, isNew: false });
    },
  );

  it('export of what is not there is refused', async () => {
    const path = join(folderOfTest(), 'out');
    const { code, stderr } = await aif(['rules', 'export', 'nothing@3', path, '--data', station.folder]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^aif: RULESET_NOT_FOUND: /);
    expect(() => readFileSync(path)).toThrow(/ENOENT/);
  });
});

describe('migrate and doctor', () => {
  it('up, history, verify, down on a folder of its own', async () => {
    const folder = folderOfTest();
    const run = async (...args: string[]) => aif(['migrate', ...args, '--data', folder, '--json']);
    expect((await run('verify')).code).toBe(1);
    const up = JSON.parse((await run('up')).stdout) as { steps: string[] };
    expect(up.steps.length).toBeGreaterThan(1);
    expect(JSON.parse((await run('up')).stdout)).toEqual({ steps: [] });
    expect(await run('verify')).toMatchObject({ code: 0, stderr: '' });
    const history = JSON.parse((await run('history')).stdout) as { items: { name: string; state: string }[] };
    expect(history.items.map(({ name, state }) => [name, state])).toEqual(
      up.steps.map((name) => [name, 'applied']),
    );
    expect(JSON.parse((await run('down')).stdout)).toEqual({ steps: [up.steps.at(-1)] });
    expect((await run('verify')).stderr).toContain(`${String(up.steps.at(-1))} (pending)`);
  });

  it('leaves the schema of a running station alone', async () => {
    const { code, stderr } = await aif(['migrate', 'down', '--data', station.folder]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^aif: DATA_FOLDER_LOCKED: /);
  });

  it('doctor names every part, and what to do where one is faulty', async () => {
    const well = await aif(['doctor', '--data', station.folder, '--json']);
    const { from, items } = JSON.parse(well.stdout) as {
      from: string;
      items: { id: string; state: string }[];
    };
    expect(from).toBe('station');
    expect(items.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        'runtime',
        'server',
        'settings',
        'broker',
        'store',
        'rules',
        'disk',
        'backups',
      ]),
    );
    expect(items.filter(({ state }) => state === 'down')).toEqual([]);
    const folder = folderOfTest();
    writeFileSync(join(folder, 'config.json'), '{"logLevel":"loud"}');
    const ill = await aif(['doctor', '--data', folder], { env: { AIF_LANG: 'en' } });
    expect(ill.code).toBe(1);
    expect(ill.stdout).toMatch(/Down +Settings .*logLevel[^\n]*\n +→ .+/);
  });
});
