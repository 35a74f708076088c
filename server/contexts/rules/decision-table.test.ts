import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AppError, type FieldError } from '../../../shared/contract/errors.ts';
import type { Mutation } from '../../../shared/contract/rule-tests.ts';
import { jsonText, textsOf } from '../../../shared/util/ruleset-text.ts';
import { scriptOfText, withScript } from '../../../shared/decision-table/script.ts';
import { aif } from '../../../tests/support/aif.ts';
import { folderOfTest } from '../../../tests/support/folder.ts';
import { chanceOf } from '../../../tests/support/random-tables.ts';
import { rulesetOf } from '../../../tests/support/rulesets.ts';
import { openTestCore, type TestCore } from '../../../tests/support/test-core.ts';

let station: TestCore;
beforeAll(async () => {
  station = await openTestCore();
});
afterAll(() => station.close());

const row = (when: string, verdict: string) => ({ when: [when], verdict, confidence: 0.9 });
const tableOf = (hitPolicy: string, rows: readonly object[]) => ({
  hitPolicy,
  columns: [{ expression: 'x', type: 'number' }],
  rows,
});
const rulesetWith = (id: string, table: object, source?: string) => {
  const { manifest, ...others } = rulesetOf({ id, source: '', manifest: { table } });
  const made = scriptOfText(JSON.stringify(manifest)) ?? '#{ verdict: "OK" }';
  return { ...others, manifest, source: source ?? made };
};

async function faultsOf(ruleset: ReturnType<typeof rulesetWith>): Promise<readonly FieldError[]> {
  try {
    await station.core.rules.import(ruleset, { activate: false });
  } catch (error) {
    if (error instanceof AppError) return error.fields;
    throw error;
  }
  return [];
}
const toldOf = async (ruleset: ReturnType<typeof rulesetWith>) =>
  (await faultsOf(ruleset)).map(({ path, reason }) => `${path} ${reason?.code}`);

const SOUND = tableOf('unique', [row('< 5', 'OK'), row('>= 5', 'BAD')]);

it('a ruleset judges by its table, at its limits too', async () => {
  const ruleset = rulesetWith('by-table', SOUND);
  const tests = [4.9, 5].map((x) => ({
    name: `${x}`,
    input: { x },
    expect: { verdict: x < 5 ? 'OK' : 'BAD' },
  }));
  const { version } = await station.core.rules.import({ ...ruleset, tests }, { activate: true });
  expect(version).toBe(1);
  const texts = textsOf({ ...ruleset, tests });
  const { problems, tests: results } = await station.core.desk.tryOut('by-table', texts);
  expect(problems).toEqual([]);
  expect(results.map(({ passed }) => passed)).toEqual([true, true]);
});

const OUTPUTS = [
  { name: 'score', type: 'number' },
  { name: 'limit', type: 'number' },
  { name: 'note', type: 'text' },
  { name: 'stop', type: 'boolean' },
];

it('a judgment carries what its table says beside the verdict, and is replayed with it', async () => {
  const rows = [
    { ...row('< 5', 'OK'), outputs: ['3', 'high', 'cold "today"', 'false'] },
    { ...row('>= 5', 'BAD'), outputs: ['', '', 'hot'] },
  ];
  const { manifest, ...others } = rulesetOf({ id: 'outputs', source: '' });
  const table = { ...tableOf('unique', rows), outputs: OUTPUTS };
  const changed = { ...(manifest as object), parameters: { high: 80.5 }, table };
  const ruleset = { ...others, manifest: changed, source: scriptOfText(JSON.stringify(changed)) ?? '' };
  await station.core.rules.import(ruleset, { activate: true });
  const { judgment } = station.core;
  const judged = async (x: number) => {
    const { id } = await station.execute({ rulesetId: 'outputs', input: { x } });
    expect(await judgment.replay(id)).toMatchObject({ outcome: 'same' });
    return (await judgment.get(id)).outputs;
  };
  expect([await judged(4), await judged(5)]).toEqual([
    { score: 3, limit: 80.5, note: 'cold "today"', stop: false },
    { note: 'hot' },
  ]);
});

it('tests expect outputs: only those they name, exactly; the change of an output is noticed by those that do', async () => {
  const rows = [
    { ...row('< 5', 'OK'), outputs: ['3', 'high', 'cold', 'false'] },
    { ...row('>= 5', 'BAD'), outputs: ['', '', 'hot'] },
  ];
  const { manifest, source } = rulesetWith('expecting', { ...tableOf('unique', rows), outputs: OUTPUTS });
  const changed = { ...(manifest as object), parameters: { high: 80.5 } };
  const test = (x: number, expected: object) => ({
    name: `${x} ${JSON.stringify(expected)}`,
    input: { x },
    expect: expected,
  });
  const tests = [
    test(4, { verdict: 'OK', outputs: { score: 3, limit: 80.5 } }),
    test(4, { outputs: { note: 'cold', stop: false } }),
    test(5, { verdict: 'BAD', outputs: { note: 'hot', score: null } }),
    test(4, { verdict: 'OK', outputs: { score: 3.000000001, note: 'hot' } }),
    test(5, { verdict: 'OK', outputs: { score: 3 } }),
    test(5, { outputs: { stop: false } }),
  ];
  const files = { manifest: changed, source: scriptOfText(JSON.stringify(changed)) ?? source, tests };
  const tried = await station.core.desk.tryOut('expecting', textsOf(files));
  expect(tried.problems).toEqual([]);
  expect(tried.tests.map(({ passed }) => passed)).toEqual([true, true, true, false, false, false]);
  expect(tried.tests[0]?.outputs).toEqual({ score: 3, limit: 80.5, note: 'cold', stop: false });

  // Through the command line, a version, and out again as files.
  const folder = folderOfTest();
  const write = (name: string, cases: readonly object[]) => {
    const path = join(folder, `${name}.json`);
    const bundle = { ruleset: changed, rules: files.source, tests: cases };
    writeFileSync(path, JSON.stringify(bundle));
    return path;
  };
  const { stdout } = await aif(['rules', 'test', write('all', tests)]);
  expect(stdout.match(/^FAILED.*$/gm)?.map((line) => line.slice(line.indexOf('}}: ') + 4))).toEqual([
    'expected score 3.000000001, got 3; expected note "hot", got "cold"',
    'expected OK, got BAD',
    'expected stop false, got nothing',
  ]);
  const passing = tests.slice(0, 3);
  await station.core.rules.import({ ...files, tests: passing }, { activate: false });
  expect((await station.core.rules.original('expecting', 1)).tests).toEqual(passing);

  const scoreOf = async (cases: readonly object[]) => {
    const { stdout: json } = await aif(['rules', 'test', write('some', cases), '--mutation', '--json']);
    const { items } = JSON.parse(json) as { items: { mutation: Mutation }[] };
    return items[0]?.mutation as Mutation;
  };
  const verdicts = [4, 4.999, 5].map((x) => test(x, { verdict: x < 5 ? 'OK' : 'BAD', confidence: 0.9 }));
  const unseen = await scoreOf(verdicts);
  expect(unseen.survivors.map(({ original }) => original)).toEqual(
    expect.arrayContaining(['3.0', '"cold"', 'false', '"hot"', 'parameters.high']),
  );
  const proposed = unseen.survivors.map(({ proposal }) => proposal.test);
  expect(proposed.map(({ expect: { outputs } }) => outputs)).toContainEqual({ note: 'hot' });
  const noticed = await scoreOf([...verdicts, ...proposed]);
  expect(noticed).toMatchObject({ score: 1, survivors: [] });
});

it('an expectation of outputs that no table says is told by its place', async () => {
  const table = { ...tableOf('unique', [row('< 5', 'OK'), row('>= 5', 'BAD')]), outputs: OUTPUTS };
  const test = (expected: object) => ({ name: 'one', input: { x: 1 }, expect: expected });
  const told = async (ruleset: ReturnType<typeof rulesetWith>, tests: object[]) =>
    toldOf({ ...ruleset, tests });
  expect(
    await told(rulesetWith('misnamed', table), [
      test({ outputs: { scores: 3, note: 3, stop: 'no' } }),
      test({ verdict: 'HOLD', outputs: { score: 3 } }),
      test({ outputs: {} }),
      test({ outputs: { score: null } }),
    ]),
  ).toEqual([
    'tests.json: 0.expect.outputs.scores testNoOutput',
    'tests.json: 0.expect.outputs.note testText',
    'tests.json: 0.expect.outputs.stop testBoolean',
    'tests.json: 1.expect.outputs testHoldOutputs',
    'tests.json: 2.expect testExpectsNothing',
  ]);
  expect(await told(rulesetWith('without', SOUND), [test({ outputs: { score: 3 } })])).toEqual([
    'tests.json: 0.expect.outputs testNoOutputs',
  ]);
});

it('cells and heads of outputs that say nothing are told by their places; "any" looks at outputs too', async () => {
  const table = {
    ...tableOf('any', [
      { ...row('< 5', 'OK'), outputs: ['much', 'x', 'a'.repeat(201), 'yes'] },
      { ...row('>= 5', 'OK'), outputs: ['', '', '', '', 'more'] },
    ]),
    outputs: [...OUTPUTS.slice(0, 3), { name: 'verdict', type: 'boolean' }],
  };
  expect(await toldOf(rulesetWith('faulty-outputs', table))).toEqual([
    'ruleset.json: table.rows.1 tableOutputCells',
    'ruleset.json: table.outputs.3.name tableOutputReserved',
    'ruleset.json: table.rows.0.outputs.0 tableOutputNumber',
    'ruleset.json: table.rows.0.outputs.1 tableOutputNumber',
    'ruleset.json: table.rows.0.outputs.2 tableOutputLong',
    'ruleset.json: table.rows.0.outputs.3 tableOutputBoolean',
  ]);
  const anyOf = (scores: readonly string[]) => ({
    ...tableOf(
      'any',
      scores.map((score, index) => ({ ...row(index === 0 ? '-' : '< 5', 'OK'), outputs: [score] })),
    ),
    outputs: OUTPUTS.slice(0, 1),
  });
  expect(await toldOf(rulesetWith('differ', anyOf(['1', '2'])))).toEqual([
    'ruleset.json: table.rows.1 tableDisagree',
  ]);
  expect(await toldOf(rulesetWith('agree', anyOf(['1', '1.0'])))).toEqual([]);
});

it('rows that could not all be looked at are told, by rules check as JSON too', async () => {
  // Rows that overlap in many ways: what the ones before them leave open takes more steps than a save has.
  const chance = chanceOf(3);
  const names = ['a', 'b', 'c', 'd'];
  const rows = Array.from({ length: 120 }, () => ({
    when: names.map(() => {
      const from = chance(80);
      return `[${from}..${from + 1 + chance(60)})`;
    }),
    verdict: 'OK',
  }));
  const { manifest, ...others } = rulesetOf({
    ...{ id: 'many-rows', source: '' },
    inputs: names.map((name) => ({ name, type: 'number' })),
  });
  const table = {
    hitPolicy: 'first',
    columns: names.map((expression) => ({ expression, type: 'number' })),
    rows,
    otherwise: { verdict: 'BAD' },
  };
  const changed = { ...(manifest as object), table };
  const source = scriptOfText(JSON.stringify(changed)) ?? '';
  const told = { path: 'ruleset.json: table.rows', reason: { code: 'tableMaskedUnknown', parameters: {} } };
  const { warnings } = await station.core.rules.import(
    { ...others, manifest: changed, source },
    { activate: false },
  );
  expect(warnings).toContainEqual(expect.objectContaining(told));
  const file = join(folderOfTest(), 'many-rows.json');
  writeFileSync(file, JSON.stringify({ ruleset: changed, rules: source, tests: [] }));
  const { stdout } = await aif(['rules', 'check', '--json', file]);
  const [item] = (JSON.parse(stdout) as { items: { warnings: object[] }[] }).items;
  expect(item?.warnings).toContainEqual(expect.objectContaining(told));
});

it('tables of before make the script they made, to the letter', () => {
  const sealOf = (hitPolicy: string) => {
    const manifest = rulesetOf({
      id: 'before',
      source: '',
      manifest: { table: tableOf(hitPolicy, ROWS) },
    }).manifest;
    return / ([0-9a-f]{8})\)/.exec(scriptOfText(JSON.stringify(manifest)) ?? '')?.[1];
  };
  const ROWS = [
    { ...row('< 5', 'OK'), reason: { ko: '가 {x}', en: 'a {x}' } },
    { when: ['>= 5'], verdict: 'BAD' },
  ];
  expect(['unique', 'first', 'any', 'priority', 'collect'].map(sealOf)).toEqual([
    ...['e7509d4a', 'e7509d4a', 'e7509d4a', '8bcaa7c0', '14b67faf'],
  ]);
});

it('a script that is not what the table makes is no version', async () => {
  expect(await toldOf(rulesetWith('by-hand', SOUND, '#{ verdict: "OK" }'))).toEqual([
    'rules.rhai tableScriptOther',
  ]);
});

it('what is wrong with a table is told with its place', async () => {
  expect(await toldOf(rulesetWith('a', tableOf('unique', [row('< 5', 'OK'), row('[3..4]', 'BAD')])))).toEqual(
    ['ruleset.json: table.rows.1 tableOverlap'],
  );
  const faulty = tableOf('first', [row('5 to 7', 'OK'), row('-', 'GOOD'), { when: [], verdict: 'OK' }]);
  expect(await toldOf(rulesetWith('b', faulty))).toEqual([
    'ruleset.json: table.rows.0.when.0 tableCellNumber',
    'ruleset.json: table.rows.1.verdict tableVerdict',
    'ruleset.json: table.rows.2 tableRowLength',
  ]);
  const columns = [
    { expression: 'y', type: 'number' },
    { expression: 'x', type: 'text' },
    { expression: 'x; y', type: 'number' },
  ];
  expect(await toldOf(rulesetWith('c', { hitPolicy: 'first', columns, rows: [] }))).toEqual([
    'ruleset.json: table.columns.0.expression tableColumnUnknown',
    'ruleset.json: table.columns.1.type tableColumnType',
    'ruleset.json: table.columns.2.expression tableColumnExpression',
  ]);
});

it('a gap is a warning, no error: there it is a HOLD', async () => {
  const texts = textsOf(rulesetWith('gaps', tableOf('first', [row('< 5', 'OK')])));
  const { problems } = await station.core.desk.tryOut('gaps', texts);
  expect(problems).toMatchObject([
    { severity: 'warning', reason: { code: 'tableGap', parameters: { gap: 'x >= 5' } } },
  ]);
  expect(problems[0]?.line).toBe(texts.manifest.split('\n').findIndex((line) => line.includes('"rows"')) + 1);
});

it('the script follows the table as long as nobody has changed it by hand', () => {
  const { manifest, source } = textsOf(rulesetWith('follows', SOUND));
  const other = manifest.replace('< 5', '<= 5').replace('>= 5', '> 5');
  const followed = withScript({ manifest, source }, other).source;
  expect(followed).toContain('!(x > 5.0)');
  expect(withScript({ manifest, source: `${source}// by hand` }, other).source).toBeUndefined();
  // While a cell is wrong the script waits, and goes on afterwards.
  const wrong = manifest.replace('< 5', '5 to 7');
  expect(withScript({ manifest, source }, wrong).source).toBeUndefined();
  expect(withScript({ manifest: wrong, source }, other).source).toBe(followed);
  expect(withScript({ manifest, source: source.replace('5.0', '6.0') }, other).source).toBeUndefined();
  expect(withScript({ manifest, source: source.replaceAll('\n', '\r\n') }, other).source).toBe(followed);
});

it('a row of a table is a line of the file', () => {
  const text = jsonText({ table: SOUND, name: '#row 1' });
  expect(text).toContain('      {"when":["< 5"],"verdict":"OK","confidence":0.9},\n');
  expect(JSON.parse(text)).toEqual({ table: SOUND, name: '#row 1' });
});
