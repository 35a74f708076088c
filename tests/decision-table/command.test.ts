import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Workbook } from '@cj-tech-master/excelts';
import { expect, it } from 'vitest';
import { runProgram } from '../../server/entry/program.ts';
import { readRuleset, writeRuleset } from '../../server/platform/ruleset-files.ts';
import { readWorkbook, writeWorkbook } from '../../shared/workbook/workbook.ts';
import { folderOfTest } from '../support/folder.ts';
import { rulesetOf } from '../support/rulesets.ts';

/** `aif` within this process, with what it prints. */
async function aif(...args: string[]) {
  const written: string[] = [];
  const [out, err] = [process.stdout.write, process.stderr.write];
  process.stdout.write = process.stderr.write = (text: string | Uint8Array) => written.push(String(text)) > 0;
  try {
    const code = await runProgram(args, {
      writeOut: (text) => written.push(text),
      writeErr: (text) => written.push(text),
    });
    return { code, text: written.join('') };
  } finally {
    [process.stdout.write, process.stderr.write] = [out, err];
  }
}

it('a table goes out as CSV, is changed there and comes in again with its script', async () => {
  const folder = folderOfTest();
  const [ruleset, csv] = [join(folder, 'set'), join(folder, 'set.csv')];
  writeRuleset(ruleset, rulesetOf({ id: 'set', source: '#{ verdict: "OK" }' }));
  writeFileSync(csv, 'x,lamp,verdict\n< 5,-,OK\n>= 5,true,ALARM\n');
  const refused = await aif('rules', 'table', 'import', ruleset, csv);
  expect(refused).toMatchObject({ code: 1 });
  expect(refused.text).toContain('--replace-script');
  const taken = await aif('rules', 'table', 'import', ruleset, csv, '--replace-script');
  expect(taken.text).toContain('added input lamp, verdict ALARM (medium)');
  expect(taken.text).toContain('no row holds for x >= 5, lamp false');
  expect(taken.code).toBe(0);
  expect(readRuleset(ruleset).source).toContain('!(x < 5.0) && lamp');
  const log = join(folder, 'set.sarif');
  const results = async () => {
    const { code } = await aif('rules', 'check', ruleset, '--sarif', log);
    const { runs } = JSON.parse(readFileSync(log, 'utf8')) as {
      runs: { results: { ruleId: string; level: string; message: { text: string } }[] }[];
    };
    return [code, runs[0]?.results.map(({ ruleId, level, message }) => `${level} ${ruleId} ${message.text}`)];
  };
  expect(await results()).toEqual([
    0,
    expect.arrayContaining([
      expect.stringMatching(/^warning DECISION_TABLE .*no row holds for x >= 5, lamp false/),
    ]),
  ]);
  const valid = readFileSync(join(ruleset, 'ruleset.json'), 'utf8');
  writeFileSync(join(ruleset, 'ruleset.json'), valid.replace('"< 5"', '"< five"'));
  expect(await results()).toEqual([
    1,
    expect.arrayContaining([expect.stringMatching(/^error RULESET_INVALID .*table\.rows\.0\.when\.0/)]),
  ]);
  writeFileSync(join(ruleset, 'ruleset.json'), valid);

  const mistyped = await aif('rules', 'table', 'export', ruleset, join(folder, 'set.cvs'));
  expect([mistyped.code, mistyped.text]).toEqual([1, expect.stringContaining('.csv or .xlsx')]);
  const nowhere = await aif('rules', 'table', 'import', ruleset, join(folder, 'none.csv'));
  expect([nowhere.code, nowhere.text]).toEqual([1, expect.stringContaining('NOT_FOUND')]);
  await aif('rules', 'table', 'export', ruleset, csv);
  const text = readFileSync(csv, 'utf8');
  expect(text.split('\r\n')[2]).toBe('2,>= 5,true,ALARM,,,');
  writeFileSync(csv, text.replace('>= 5,true', '>= 5,false'));
  expect((await aif('rules', 'table', 'import', ruleset, csv)).code).toBe(0);
  expect(readRuleset(ruleset).source).toContain('!(x < 5.0) && !lamp');

  const before = readRuleset(ruleset);
  writeFileSync(csv, text.replace('>= 5,true', '> 4,true'));
  const overlap = await aif('rules', 'table', 'import', ruleset, csv);
  expect([overlap.code, overlap.text]).toEqual([1, expect.stringContaining('rows 1, 2 hold together')]);
  writeFileSync(csv, 'x,verdict\n5 to 7,OK\n');
  expect((await aif('rules', 'table', 'import', ruleset, csv)).text).toContain('no condition of a number');
  writeFileSync(csv, 'speed of it,verdict\n5,OK\n');
  expect((await aif('rules', 'table', 'import', ruleset, csv)).text).toContain('set.csv:1:1');
  expect(readRuleset(ruleset)).toEqual(before);
});

it('a table goes out and in as XLSX by the name of its file, outputs too; what is none says why', async () => {
  const folder = folderOfTest();
  const [ruleset, csv, xlsx] = ['set', 'set.csv', 'SET.XLSX'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeRuleset(ruleset, rulesetOf({ id: 'set', source: '#{ verdict: "OK" }' }));
  writeFileSync(csv, 'x,verdict,output score\n< 5,OK,3\n>= 5,BAD,\n');
  await aif('rules', 'table', 'import', ruleset, csv, '--replace-script');
  expect(readRuleset(ruleset).source).toContain('"score": 3.0');
  const before = readRuleset(ruleset);
  expect((await aif('rules', 'table', 'export', ruleset, xlsx)).code).toBe(0);
  const read = await readWorkbook(readFileSync(xlsx));
  const { rows = [] } = read.kind === 'read' ? (read.sheets[0] ?? {}) : {};
  expect(rows[0]?.at(-1)).toBe('output score [number]');
  expect(await aif('rules', 'table', 'import', ruleset, xlsx)).toMatchObject({ code: 0 });
  expect(readRuleset(ruleset)).toEqual(before);

  const refusedBy = async (name: string, bytes: string | Uint8Array, ...options: string[]) => {
    const file = join(folder, name);
    writeFileSync(file, bytes);
    const { code, text } = await aif('rules', 'table', 'import', ruleset, file, ...options);
    expect(code).toBe(1);
    return text;
  };
  const bytes = readFileSync(xlsx);
  expect(await refusedBy('a.csv', bytes)).toContain('is to be called .xlsx');
  expect(await refusedBy('a.xlsx', 'x,verdict\n1,OK\n')).toContain('CSV is to be called .csv');
  expect(await refusedBy('b.xlsx', bytes.subarray(0, 2_000))).toContain('no XLSX file that can be read');
  expect(await refusedBy('a.ods', bytes)).toContain('.csv or .xlsx, not as .ods');
  expect(await refusedBy('c.xlsx', bytes, '--sheet', 'rules')).toContain('no sheet "rules"; there are "set"');
  const book = new Workbook();
  book.addWorksheet('notes').addRow(['a note']);
  book.addWorksheet('rules').addRows([
    ['x', 'verdict'],
    ['-', 'BAD'],
  ]);
  const several = new Uint8Array(await book.xlsx.writeBuffer());
  expect(await refusedBy('e.xlsx', several)).toContain('by --sheet: "notes", "rules"');
  expect(readRuleset(ruleset)).toEqual(before);
  const file = join(folder, 'e.xlsx');
  const taken = await aif('rules', 'table', 'import', ruleset, file, '--sheet', 'rules');
  expect(taken.text).toContain('set: 1 row, unique');
  writeRuleset(ruleset, before);
  const faulty = await writeWorkbook('set', [
    ['x', 'verdict'],
    ['5 to 7', 'OK'],
  ]);
  expect(await refusedBy('d.xlsx', faulty)).toContain('no condition of a number');
  expect(readRuleset(ruleset)).toEqual(before);
});
