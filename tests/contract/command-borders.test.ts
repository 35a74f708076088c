import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { MeaningReport } from '../../shared/contract/rule-meaning.ts';
import { aif } from '../support/aif.ts';
import { folderOfTest } from '../support/folder.ts';
import { smallDisk, smallDiskMissing } from '../support/small-disk.ts';
import { written } from '../support/written-ruleset.ts';

const OK = '#{ verdict: "OK" }';

/** What is no fault of the command, and what is: said in a line, never by a stack trace. */
describe('borders of commands', () => {
  it('wrong use tells where the help is, at every level', async () => {
    for (const args of [['judge'], ['rules', 'check'], ['migrate', 'down', '--steps', '0']])
      expect(await aif(args)).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/\(--help shows what is possible\)\n$/) as string,
      });
  });

  it('npm start with an option it does not have is wrong use and starts nothing', () => {
    const program = join(import.meta.dirname, '../../scripts/start.mjs');
    const { status, stderr } = spawnSync(process.execPath, [program, '--headles'], { encoding: 'utf8' });
    expect({ status, stderr }).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--headless') as string,
    });
  });

  it('an empty --data is wrong use, an empty AIF_DATA_DIR none: neither is the folder one is in', async () => {
    expect(await aif(['migrate', 'history', '--data', ''])).toMatchObject({ code: 2, stdout: '' });
    const { stdout } = await aif(['doctor', '--json'], { env: { AIF_DATA_DIR: '' } });
    expect(stdout).toContain('.ai-factory');
  });

  it('commands on one folder without a server take turns', async () => {
    const folder = folderOfTest();
    const judging = [
      'judge',
      '--ruleset',
      'defect-rate',
      '--input',
      '{"defect_count":8,"production_count":100}',
    ];
    const importing = ['rules', 'import', written({ id: 'any', source: OK }), '--activate'];
    const results = await Promise.all(
      [judging, importing, judging, importing].map((args) => aif([...args, '--data', folder])),
    );
    expect(results.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
      results.map(() => ({ code: 0, stderr: '' })),
    );
  });

  it.skipIf(smallDiskMissing)('on a full disk the advice is to free some space', async () => {
    const disk = smallDisk(1);
    onTestFinished(() => disk.remove());
    disk.fill();
    const { code, stderr } = await aif(['migrate', 'up', '--data', join(disk.path, 'data')]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^aif: DATA_FOLDER_READ_ONLY: .* Free some space or .*\n$/);
  });

  it('a reader that goes away is no failure, output that cannot be kept is one', async () => {
    const shell = (script: string) => ({ prefix: ['bash', '-o', 'pipefail', '-c', script, 'bash'] });
    const check = ['rules', 'check', '--json', written({ id: 'any', source: OK })];
    expect(await aif(check, shell('"$@" | true'))).toMatchObject({ code: 0, stderr: '' });
    const full = await aif(check, shell('"$@" > /dev/full'));
    expect(full).toMatchObject({ code: 1, stderr: expect.stringMatching(/^aif: .*no space.*\n$/) as string });
  });

  it('check finds what import only warns of: a script that fails where it is reached', async () => {
    const folder = written({ id: 'hidden', source: `if x > 1e8 { nofn(x) }\n${OK}` });
    const checked = await aif(['rules', 'check', folder]);
    expect(checked).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('error: rules.rhai:1:14: UNKNOWN_FUNCTION') as string,
    });
    const imported = await aif(['rules', 'import', folder, '--data', folderOfTest()]);
    expect(imported).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('warning: rules.rhai:1:14: UNKNOWN_FUNCTION') as string,
    });
  });

  it('check finds a switch that no number ever fits; what it proposes fits', async () => {
    const folder = (id: string, arm: string, expected: string) =>
      written({
        id,
        source: `let word = switch x {\n  ${arm} => "BAD",\n  _ => "OK" };\n#{ verdict: word }`,
        tests: [{ name: 'eight', input: { x: 8 }, expect: { verdict: expected } }],
      });
    const whole = folder('whole', '8', 'OK');
    const range = folder('range', '8..=8', 'BAD');
    const { code, stdout } = await aif(['rules', 'check', whole, range]);
    expect(code).toBe(1);
    expect(stdout.match(/error: .*/g)).toEqual([
      expect.stringMatching(/^error: rules\.rhai:1:\d+: SWITCH_ON_FLOAT: /),
    ]);
    expect(await aif(['rules', 'test', whole, range])).toMatchObject({ code: 0, stderr: '' });
  });

  it('diff names the inputs that get another verdict, and says whether these are all', async () => {
    const folder = (id: string, limit: string) =>
      written({ id, source: `#{ verdict: if x > ${limit} { "BAD" } else { "OK" } }` });
    const [first, second] = [folder('first', '78.0'), folder('second', '82.0')];
    const told = await aif(['rules', 'diff', first, second]);
    expect(told).toMatchObject({ code: 0, stderr: '' });
    expect(told.stdout).toContain('these are all inputs that get another verdict');
    expect(told.stdout).toContain('BAD → OK: 78 < x ≤ 82');
    const same = JSON.parse((await aif(['rules', 'diff', first, first, '--json'])).stdout) as MeaningReport;
    expect(same).toMatchObject({ basis: { kind: 'same' }, regions: [] });
    expect(await aif(['rules', 'diff', first, second, '--seconds', '0'])).toMatchObject({ code: 2 });
    expect(await aif(['rules', 'diff', first, 'press-thermal'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('a stored version is named as ID@VERSION') as string,
    });
  });

  it('check as SARIF: a rule per code, a result per finding; --fail-on says what counts', async () => {
    const folder = written({
      id: 'unread',
      source: `let unread = x;\nlet limit = 1.0;\nlimit = 2.0;\n${OK}`,
    });
    const file = join(folderOfTest(), 'found.sarif');
    expect(await aif(['rules', 'check', folder, '--sarif', file])).toMatchObject({ code: 0 });
    expect(await aif(['rules', 'check', folder, '--fail-on', 'warning'])).toMatchObject({ code: 1 });
    const log = JSON.parse(readFileSync(file, 'utf8')) as {
      version: string;
      runs: {
        tool: { driver: { name: string; rules: { id: string }[] } };
        results: {
          ruleId: string;
          ruleIndex: number;
          level: string;
          message: { text: string };
          locations: unknown[];
        }[];
      }[];
    };
    expect(log.version).toBe('2.1.0');
    const [run] = log.runs;
    expect(run?.results.map(({ ruleId, level }) => [ruleId, level])).toContainEqual([
      'UNUSED_VARIABLE',
      'note',
    ]);
    for (const { ruleId, ruleIndex, message, locations } of run?.results ?? []) {
      expect(run?.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
      expect(message.text).not.toBe('');
      expect(locations).toHaveLength(1);
    }
  });

  it('a field that no bundle has is refused: tests under a wrong name would never run', async () => {
    const bundle = join(folderOfTest(), 'bundle.json');
    writeFileSync(bundle, JSON.stringify({ ruleset: {}, rules: OK, test: [] }));
    expect((await aif(['rules', 'check', bundle])).stdout).toContain('"test" is no part of a bundle');
  });

  it('export to where nothing can be written says so', async () => {
    const file = join(written({ id: 'any', source: OK }), 'rules.rhai');
    const { code, stderr } = await aif(['rules', 'export', 'defect-rate', file, '--data', folderOfTest()]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^aif: CONFLICT: .*rules\.rhai.*\n$/);
    expect(readFileSync(file, 'utf8')).toBe(OK);
  });
});
