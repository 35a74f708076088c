import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../shared/util/canonical-json.ts';
import { AppError, type FieldError } from '../../../shared/contract/errors.ts';
import { folderOfTest } from '../../../tests/support/folder.ts';
import { rulesetOf, type TestRuleset } from '../../../tests/support/rulesets.ts';
import { openTestCore, type TestCore } from '../../../tests/support/test-core.ts';
import { readRuleset, writeRuleset } from '../../platform/ruleset-files.ts';

let station: TestCore;
beforeAll(async () => {
  station = await openTestCore();
});
afterAll(() => station.close());

const OK = '#{ verdict: "OK" }';
let count = 0;
const newId = () => `set-${(count += 1)}`;
const importing = (ruleset: TestRuleset, activate = false) =>
  station.core.rules.import(rulesetOf(ruleset), { activate });

async function faultsOf(ruleset: TestRuleset): Promise<readonly FieldError[]> {
  try {
    await importing(ruleset);
  } catch (error) {
    if (error instanceof AppError && error.code === 'RULESET_INVALID') {
      expect(error.message).toContain(error.fields[0]?.path);
      return error.fields;
    }
    throw error;
  }
  return [];
}

describe('import', () => {
  it('gives versions from 1 on, and the same version for the same contents', async () => {
    const id = newId();
    expect(await importing({ id, source: OK })).toMatchObject({ version: 1, isNew: true, state: 'draft' });
    const second = await importing({ id, source: `${OK} // again` });
    expect(second).toMatchObject({ version: 2, isNew: true });
    expect(await importing({ id, source: OK })).toMatchObject({ version: 1, isNew: false, state: 'draft' });
    const { hash, manifest, source } = await station.core.rules.version(id, 2);
    expect(hash).toBe(second.hash);
    expect({ id: manifest.id, source }).toEqual({ id, source: `${OK} // again` });
  });

  it('does not mind the order of keys nor the form of Korean letters', async () => {
    const id = newId();
    const first = await importing({
      id,
      source: OK,
      manifest: { cacheSeconds: 5, confidenceThreshold: 0.5 },
    });
    const again = await importing({
      id,
      source: OK,
      manifest: { confidenceThreshold: 0.5, cacheSeconds: 5 },
    });
    expect(again).toMatchObject({ version: 1, hash: first.hash, isNew: false });
    const raw = rulesetOf({ id, source: OK, manifest: { confidenceThreshold: 0.5, cacheSeconds: 5 } });
    const decomposed = JSON.parse(JSON.stringify(raw.manifest).normalize('NFD')) as unknown;
    const third = await station.core.rules.import({ ...raw, manifest: decomposed }, { activate: false });
    expect(third).toMatchObject({ version: 1, hash: first.hash });
  });

  it('does not mind a default written out, and the hash can be taken again from what is read', async () => {
    const id = newId();
    const first = await importing({ id, source: OK });
    const written = await importing({ id, source: OK, manifest: { cacheSeconds: 300 } });
    expect(written).toMatchObject({ version: 1, hash: first.hash, isNew: false });
    const { manifest, source } = await station.core.rules.version(id, 1);
    const text = `${canonicalJson(manifest)}\n${source}`;
    expect(createHash('sha256').update(text).digest('hex')).toBe(first.hash);
  });

  it('knows whether it has exactly these contents', async () => {
    const id = newId();
    await importing({ id, source: OK });
    expect(await station.core.rules.has(rulesetOf({ id, source: OK }))).toBe(true);
    expect(await station.core.rules.has(rulesetOf({ id, source: `${OK} // two` }))).toBe(false);
    expect(await station.core.rules.has(rulesetOf({ id: newId(), source: OK }))).toBe(false);
  });

  it('takes changed test cases of the same version', async () => {
    const id = newId();
    const test = (name: string) => ({ name, input: { x: 1 }, expect: { verdict: 'OK' } });
    const names = async () => (await station.core.rules.version(id, 1)).tests.map(({ name }) => name);
    const both = { id, source: OK, tests: [test('one'), test('two')] };
    expect(await importing({ id, source: OK, tests: [test('one')] })).toMatchObject({ testsReplaced: false });
    const same = { version: 1, isNew: false };
    expect(await importing(both)).toMatchObject({ ...same, testsReplaced: true });
    expect(await importing(both)).toMatchObject({ ...same, testsReplaced: false });
    expect(await names()).toEqual(['one', 'two']);
    const other = rulesetOf({ ...both, tests: [test('three')] });
    expect(await station.core.rules.import(other, { activate: false, keepTests: true })).toMatchObject({
      ...same,
      testsReplaced: false,
    });
    expect(await names()).toEqual(['one', 'two']);
  });

  it('activation replaces: one active version, the one before retired; back again', async () => {
    const id = newId();
    const states = async () =>
      Promise.all([1, 2].map(async (version) => (await station.core.rules.version(id, version)).state));
    await importing({ id, source: OK }, true);
    await importing({ id, source: `${OK} // two` });
    expect(await states()).toEqual(['active', 'draft']);
    expect((await station.execute({ rulesetId: id, input: { x: 1 } })).ruleset.version).toBe(1);
    await importing({ id, source: `${OK} // two` }, true);
    expect(await states()).toEqual(['retired', 'active']);
    expect((await station.execute({ rulesetId: id, input: { x: 1 } })).ruleset.version).toBe(2);
    await importing({ id, source: OK }, true);
    expect(await states()).toEqual(['active', 'retired']);
  });

  it('a draft alone is not judged by unless its version is asked for', async () => {
    const id = newId();
    await importing({ id, source: OK });
    await expect(station.execute({ rulesetId: id, input: { x: 1 } })).rejects.toMatchObject({
      code: 'RULESET_NOT_FOUND',
    });
    expect((await station.execute({ rulesetId: id, rulesetVersion: 1, input: { x: 1 } })).verdict).toBe('OK');
  });
});

describe('faults are told with file and place', () => {
  const base = { source: OK };
  type Fault = [string, Partial<TestRuleset>, string, string];
  const faultyTest = (what: string, test: object, path: string, message: string): Fault => {
    const tests = [{ name: 'one', input: { x: 1 }, expect: { verdict: 'OK' }, ...test }];
    return [`a test that ${what}`, { tests }, `tests.json: 0.${path}`, message];
  };
  it.each<Fault>([
    ['an unknown field', { manifest: { colour: 'red' } }, 'ruleset.json: colour', 'unknown field'],
    ['an id that is none', { id: 'Press Thermal' }, 'ruleset.json: id', 'small letters'],
    ['no input', { inputs: [] }, 'ruleset.json: inputs', ''],
    ['an unknown type', { inputs: [{ name: 'x', type: 'float' }] }, 'ruleset.json: inputs.0.type', 'number'],
    [
      'a name that is none',
      { inputs: [{ name: '온도', type: 'number' }] },
      'ruleset.json: inputs.0.name',
      'letters',
    ],
    [
      'a name twice',
      {
        inputs: [
          { name: 'x', type: 'number' },
          { name: 'x', type: 'text' },
        ],
      },
      'ruleset.json: inputs.1.name',
      'taken',
    ],
    [
      'a name of ours',
      { inputs: [{ name: 'parameters', type: 'number' }] },
      'ruleset.json: inputs.0.name',
      'taken',
    ],
    [
      'a pattern of four parts',
      { inputs: [{ name: 'x', type: 'number', tag: '*/*/press*/heat' }] },
      'ruleset.json: inputs.0.tag',
      'five parts',
    ],
    [
      'a window that is missing',
      { inputs: [{ name: 'x', type: 'number', tag: '*/*/*/*/x', take: 'mean' }] },
      'ruleset.json: inputs.0.windowSeconds',
      'needs windowSeconds',
    ],
    [
      'the mean of a text',
      { inputs: [{ name: 'x', type: 'text', tag: '*/*/*/*/x', take: 'mean', windowSeconds: 5 }] },
      'ruleset.json: inputs.0.take',
      'number',
    ],
    ['no verdict', { verdicts: {} }, 'ruleset.json: verdicts', 'at least one'],
    ['HOLD as its own verdict', { verdicts: { HOLD: 'high' } }, 'ruleset.json: verdicts.HOLD', 'reserved'],
    ['an unknown severity', { verdicts: { OK: 'fine' } }, 'ruleset.json: verdicts.OK', 'normal'],
    ['a trigger that cannot fire', { trigger: { kind: 'change' } }, 'ruleset.json: trigger.kind', 'request'],
    ['an unknown trigger', { trigger: { kind: 'wish' } }, 'ruleset.json: trigger.kind', ''],
    [
      'a cron line that is none',
      {
        trigger: { kind: 'schedule', cron: 'every day' },
        inputs: [{ name: 'x', type: 'number', tag: '*/*/*/*/x' }],
      },
      'ruleset.json: trigger.cron',
      '',
    ],
    [
      'a day that never comes',
      {
        trigger: { kind: 'schedule', cron: '0 6 30 2 *' },
        inputs: [{ name: 'x', type: 'number', tag: '*/*/*/*/x' }],
      },
      'ruleset.json: trigger.cron',
      'never comes round',
    ],
    [
      'a time zone that is none',
      {
        trigger: { kind: 'schedule', cron: '0 6 * * *', timezone: 'Mars/Olympus' },
        inputs: [{ name: 'x', type: 'number', tag: '*/*/*/*/x' }],
      },
      'ruleset.json: trigger.timezone',
      '',
    ],
    [
      'a limit out of range',
      { manifest: { limits: { deadlineMs: 0 } } },
      'ruleset.json: limits.deadlineMs',
      '',
    ],
    [
      'a window without a tag',
      { inputs: [{ name: 'x', type: 'number', take: 'mean', windowSeconds: 5 }] },
      'ruleset.json: inputs.0.take',
      'needs a tag',
    ],
    ...['if', 'true', 'match', 'print', 'this', '_', '_1'].map((name): Fault => [
      `a word of the script as a name: ${name}`,
      {
        inputs: [
          { name: 'x', type: 'number' },
          { name, type: 'number' },
        ],
      },
      'ruleset.json: inputs.1.name',
      `"${name}" means something else`,
    ]),
    ['an empty script', { source: '' }, 'rules.rhai', 'holds no script'],
    ['a script of comments', { source: ' // one\n/* two\n */\n' }, 'rules.rhai', 'holds no script'],
    faultyTest('expects nothing', { expect: {} }, 'expect', 'expects nothing'),
    faultyTest(
      'expects an unknown verdict',
      { expect: { verdict: 'MAYBE' } },
      'expect.verdict',
      'OK, BAD, HOLD',
    ),
    faultyTest(
      'expects an unknown cause',
      { expect: { holdCause: 'TIRED' } },
      'expect.holdCause',
      'INPUT_MISSING',
    ),
    faultyTest(
      'expects to hold with a verdict',
      { expect: { verdict: 'OK', holdCause: 'INPUT_MISSING' } },
      'expect.holdCause',
      'HOLD',
    ),
    faultyTest(
      'expects to hold surely',
      { expect: { verdict: 'HOLD', confidence: 1 } },
      'expect.confidence',
      '',
    ),
    faultyTest(
      'expects to be more than sure',
      { expect: { confidence: 2 } },
      'expect.confidence',
      'from 0 to 1',
    ),
    faultyTest('has an unknown input', { input: { x: 1, y: 1 } }, 'input.y', 'it has x'),
    faultyTest(
      'has an input of another type',
      { input: { x: 'warm' } },
      'input.x',
      'must be a finite number',
    ),
    ['a test without a name', { tests: [{ input: {}, expect: {} }] }, 'tests.json: 0.name', ''],
    ['a script that does not parse', { source: 'let y = ;\n#{ verdict: "OK" }' }, 'rules.rhai:1:9', ''],
    [
      'an error in line 3',
      { source: 'let y = 1;\n\nlet z = = 2;\n#{ verdict: "OK" }' },
      'rules.rhai:3:9',
      '',
    ],
    ['a name nobody declared', { source: 'if temp > 5.0 { }\n#{ verdict: "OK" }' }, 'rules.rhai', 'temp'],
    ['a verdict nobody declared', { source: '#{ verdict: "MAYBE" }' }, 'rules.rhai', '"MAYBE"'],
    ['eval', { source: 'eval("1"); #{ verdict: "OK" }' }, 'rules.rhai', ''],
    ['import', { source: 'import "os" as os; #{ verdict: "OK" }' }, 'rules.rhai', ''],
    ['a script that is too long', { source: `${OK}${' '.repeat(200_001)}` }, 'rules.rhai', '200,000'],
  ])('%s', async (_what, faulty, path, message) => {
    const faults = await faultsOf({ id: newId(), ...base, ...faulty });
    const found = faults.find((fault) => fault.path.startsWith(path));
    expect(found ?? faults).toMatchObject({ message: expect.stringContaining(message) as string });
  });

  it('all at once', async () => {
    const faults = await faultsOf({
      id: newId(),
      source: OK,
      inputs: [],
      verdicts: { OK: 'fine' },
      tests: [{}],
    });
    expect(faults.length).toBeGreaterThanOrEqual(4);
  });

  it('and nothing of a faulty ruleset is kept', async () => {
    const id = newId();
    await faultsOf({ id, source: 'let = 5' });
    await expect(station.core.rules.version(id, 1)).rejects.toMatchObject({ code: 'RULESET_NOT_FOUND' });
  });
});

describe('files', () => {
  const write = (files: Record<string, string>) => {
    const folder = join(folderOfTest(), 'ruleset');
    mkdirSync(folder);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return folder;
  };
  const manifest = JSON.stringify(rulesetOf({ id: 'filed', source: OK }).manifest);

  it('a folder, with or without tests, and a bundle give the same ruleset', async () => {
    const folder = write({ 'ruleset.json': manifest, 'rules.rhai': OK });
    const bundle = join(folderOfTest(), 'bundle.json');
    writeFileSync(bundle, JSON.stringify({ ruleset: JSON.parse(manifest) as unknown, rules: OK }));
    const first = await station.core.rules.import(readRuleset(folder), { activate: false });
    const second = await station.core.rules.import(readRuleset(bundle), { activate: false });
    expect(second).toEqual({ ...first, isNew: false });
  });

  it.each(['folder', 'bundle.json'])(
    'exported as %s and imported again it has the same hash',
    async (name) => {
      for (const { id, version, hash } of (await station.core.rules.list({ limit: 500 })).items) {
        const path = join(folderOfTest(), name);
        writeRuleset(path, await station.core.rules.original(id, version));
        expect(await station.core.rules.import(readRuleset(path), { activate: false })).toMatchObject({
          id,
          version,
          hash,
          isNew: false,
        });
      }
    },
  );

  it.each<[string, Record<string, string>, string]>([
    ['no manifest', { 'rules.rhai': OK }, 'ruleset.json: is missing'],
    ['no script', { 'ruleset.json': manifest }, 'rules.rhai: is missing'],
    [
      'a manifest that is no JSON',
      { 'ruleset.json': '{\n  "id": \n}', 'rules.rhai': OK },
      'ruleset.json: is not JSON',
    ],
    [
      'tests that are no JSON',
      { 'ruleset.json': manifest, 'rules.rhai': OK, 'tests.json': '[' },
      'tests.json: is not JSON',
    ],
  ])('%s', (_what, files, message) => {
    expect(() => readRuleset(write(files))).toThrow(message);
  });

  it('a script that is no UTF-8, a path that is not there, a bundle that is none', () => {
    const folder = write({ 'ruleset.json': manifest });
    writeFileSync(join(folder, 'rules.rhai'), Buffer.from([0x2f, 0x2f, 0xb0, 0xfa, 0xbf]));
    expect(() => readRuleset(folder)).toThrow('rules.rhai: is not UTF-8 text');
    expect(() => readRuleset(join(folder, 'nothing'))).toThrow('there is no such file or folder');
    writeFileSync(join(folder, 'bundle.json'), '{"ruleset":{}}');
    expect(() => readRuleset(join(folder, 'bundle.json'))).toThrow('a bundle is a JSON object');
  });
});
