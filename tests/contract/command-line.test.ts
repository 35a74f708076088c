import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runProgram } from '../../server/entry/program.ts';
import { aif } from '../support/aif.ts';
import { folderOfTest } from '../support/folder.ts';

/** Runs the program in this process: for what commands only say, since each process takes a third of a second of processor. */
async function said(args: readonly string[]) {
  let [stdout, stderr] = ['', ''];
  const code = await runProgram(args, {
    writeOut: (text) => (stdout += text),
    writeErr: (text) => (stderr += text),
  });
  return { code, stdout, stderr };
}

describe('help and wrong use', () => {
  it.each([
    [[], ['serve', 'judge', 'rules', 'migrate', 'demo', 'doctor']],
    [['serve'], ['--data', '--http', '--socket', '--role', '--log-file']],
    [['judge'], ['--ruleset', '--input', '--json', '--equipment']],
    [['rules'], ['check', 'test', 'diff', 'import', 'export', 'activations']],
    [
      ['rules', 'import'],
      ['--activate', '--data', '--json'],
    ],
    [
      ['rules', 'export'],
      ['--data', '--json'],
    ],
    [['rules', 'check'], ['--json']],
    [['rules', 'test'], ['--json']],
    [
      ['rules', 'diff'],
      ['--seconds', '--json', '--data'],
    ],
    [
      ['rules', 'table'],
      ['export', 'import'],
    ],
    [['rules', 'table', 'import'], ['--replace-script']],
    [['topics'], ['check', 'import', 'export']],
    [
      ['topics', 'import'],
      ['--replace', '--data', '--json'],
    ],
    [['migrate'], ['up', 'down', 'history', 'verify']],
    [
      ['migrate', 'down'],
      ['--steps', '--json'],
    ],
    [['demo'], ['start', 'stop', 'reset']],
    [['doctor'], ['--json', '--data']],
    [['diagnose'], ['--out', '--log', '--data']],
  ])('aif %j --help', async (command, words) => {
    const { code, stdout, stderr } = await said([...command, '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const word of words) expect(stdout).toContain(word);
  });

  it.each([
    ['an unknown command', ['serv']],
    ['an unknown option', ['serve', '--colour', 'red']],
    ['a role that is none', ['serve', '--role', 'cook']],
    ['an address that is none', ['serve', '--http', 'somewhere']],
    ['a port there is not', ['serve', '--http', '127.0.0.1:99999']],
    ['no ruleset', ['judge', '--input', '{}']],
    ['no input', ['judge', '--ruleset', 'defect-rate']],
    ['a judgment that is none', ['judge', '--replay', 'x']],
    ['a ruleset that is none', ['judge', '--ruleset', 'A B', '--input', '{}']],
    ['an input that is no JSON', ['judge', '--ruleset', 'defect-rate', '--input', '{']],
    ['an input that is a list', ['judge', '--ruleset', 'defect-rate', '--input', '[1]']],
    ['a time that is none', ['judge', '--ruleset', 'defect-rate', '--input', '{}', '--at', 'yesterday']],
    ['a time without a zone', ['judge', '--ruleset', 'x', '--input', '{}', '--at', '2026-01-01T00:00:00']],
    ['a policy that is none', ['judge', '--ruleset', 'defect-rate', '--input', '{}', '--policy', 'guess']],
    ['version 0', ['judge', '--ruleset', 'defect-rate@0', '--input', '{}']],
    ['an address of another form', ['serve', '--http', 'under_score:80']],
    ['a tag of four parts', ['replay', 'x.csv', '--tag', 'a/b/c/d']],
    ['a speed that is none', ['replay', 'x.csv', '--tag', 'a/b/c/d/e', '--speed', '1e999']],
    ['a time zone that is none', ['replay', 'x.csv', '--tag', 'a/b/c/d/e', '--timezone', 'Mars/Olympus']],
    ['a broker that is none', ['replay', 'x.csv', '--tag', 'a/b/c/d/e', '--broker', 'http://broker']],
    ['another broker that is none', ['demo', 'reset', '--broker', 'broker:1883']],
    ['a fault there is not', ['demo', 'start', 'sloth', 'press-1']],
    ['more than all of a fault', ['demo', 'start', 'leak', 'press-1', '--severity', '2']],
    ['another store', ['migrate', 'up', '--target', 'oracle']],
    ['nothing to import', ['rules', 'import']],
    ['a version that is none', ['rules', 'export', 'defect-rate@x', 'out']],
    ['half a step', ['migrate', 'down', '--steps', '0.5']],
  ])('%s: exit code 2 and why', async (_what, args) => {
    const { code, stdout, stderr } = await said(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^error: .{5,}/m);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it('a process of its own says and ends the same', async () => {
    for (const args of [['judge', '--help'], ['serv'], ['migrate', 'down', '--steps', '0.5']])
      expect(await aif(args)).toEqual(await said(args));
  });

  it('what an option names and cannot be read, or does not hold what it should, is a failure: exit code 1', async () => {
    const input = (text: string) => {
      const file = join(folderOfTest(), 'input.json');
      writeFileSync(file, text);
      return ['judge', '--ruleset', 'defect-rate', '--input', `@${file}`];
    };
    const missing = ['judge', '--ruleset', 'defect-rate', '--input', '@/nothing.json'];
    for (const [args, code] of [
      [missing, 'NOT_FOUND'],
      [input('{'), 'VALIDATION_FAILED'],
      [input('[1]'), 'VALIDATION_FAILED'],
      [['rules', 'check', '/nothing'], 'RULESET_INVALID'],
    ] as const) {
      const { code: exitCode, stderr } = await aif(args);
      expect({ args, exitCode, stderr }).toMatchObject({ exitCode: 1 });
      expect(stderr).toMatch(new RegExp(`^aif: ${code}: .*$`, 'm'));
    }
  });

  it('every help tells the exit codes', async () => {
    for (const command of [[], ['judge'], ['rules', 'import']])
      expect((await said([...command, '--help'])).stdout).toMatch(
        /Exit codes:\n +0 +done\n +1 .+\n +2 +wrong use/,
      );
  });

  it('--version', async () => {
    expect(await aif(['--version'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
    });
  });
});
