import { describe, expect, it } from 'vitest';
import { chanceOf, randomTable, TABLE_MANIFEST } from '../../tests/support/random-tables.ts';
import type { DecisionTable, TableOutcome } from '../contract/decision-table.ts';
import { rulesetManifestSchema } from '../contract/rules.ts';
import { readWorkbook, writeWorkbook } from '../workbook/workbook.ts';
import { readDelimited, writeDelimited } from './delimited.ts';
import { sheetOfTable, tableOfSheet } from './sheet.ts';

const { inputs, verdicts } = rulesetManifestSchema.parse(TABLE_MANIFEST);
const context = { inputs, verdicts };
const read = (csv: string) => tableOfSheet(readDelimited(csv, ',').rows, context, '+09:00');
const faultsOf = (csv: string) => {
  const outcome = read(csv);
  return outcome.ok
    ? []
    : outcome.faults.map(({ row, column, reason }) =>
        `${reason.code} ${row}:${column} ${reason.parameters['text'] ?? ''}`.trim(),
      );
};

describe('a sheet', () => {
  const formulas: DecisionTable = {
    hitPolicy: 'first',
    columns: [
      { expression: '-t', type: 'number', allowed: '-5, 3' },
      { expression: 't', type: 'number' },
      { expression: 'mode', type: 'text' },
    ],
    outputs: [
      { name: 'score', type: 'number' },
      { name: 'note', type: 'text' },
    ],
    rows: [
      {
        name: '-a',
        when: ['= 5', '-5', '=cmd|A1'],
        verdict: '@SUM(A1)',
        reason: { ko: '+1 올림', en: '\t=1' },
        outputs: ['-0.5', "'=A1"],
      },
      { name: '-7', when: ['-', '>= 5', "''+x"], verdict: '-', outputs: ['+3', '-5'] },
    ],
    otherwise: { verdict: '=HOT', outputs: ['', '＝A1'] },
  };

  it('has no cell that a spreadsheet runs as a formula, and is the same table again as CSV and XLSX', async () => {
    const sheet = sheetOfTable(formulas, inputs);
    expect(sheet[0]?.[1]).toBe("'-t");
    expect(sheet[2]).toEqual([
      ...["'-a", "'= 5", '-5', "'=cmd|A1", "'@SUM(A1)", '', "'+1 올림", "'\t=1", '-0.5', "''=A1"],
    ]);
    const file = await readWorkbook(await writeWorkbook('rules', sheet));
    const grids = [
      readDelimited(writeDelimited(sheet, ','), ',').rows,
      file.kind === 'read' ? (file.sheets[0]?.rows ?? []) : [],
    ];
    for (const grid of grids) {
      expect(grid.flat().filter((text) => /^\s*[=+@＝]|^-[^\d.]/.test(text) && text !== '+3')).toEqual([]);
      const outcome = tableOfSheet(grid, context, '+09:00');
      expect(outcome.ok ? outcome.sheet.table : outcome.faults).toEqual(formulas);
    }
  });

  it('is the table again that it was made from', () => {
    let looked = 0;
    for (let seed = 1; looked < 300; seed += 1) {
      const { table } = randomTable(chanceOf(seed)).manifest;
      if (table === undefined || table.rows.length === 0) continue;
      looked += 1;
      const csv = writeDelimited(sheetOfTable(table, inputs), ',');
      const outcome = read(csv);
      // What no row says is not said; a row that says something has a cell for each.
      const said = <T extends TableOutcome>({ outputs = [], ...others }: T) => ({
        ...others,
        ...(outputs.some((cell) => cell !== '')
          ? { outputs: table.outputs?.map((_, index) => outputs[index] ?? '') }
          : {}),
      });
      const trimmed = {
        ...table,
        rows: table.rows.map((row) => ({ ...said(row), when: row.when.map((cell) => cell.trim() || '-') })),
        ...(table.otherwise === undefined ? {} : { otherwise: said(table.otherwise) }),
      };
      expect([seed, outcome.ok && outcome.sheet.table]).toEqual([seed, trimmed]);
    }
  });

  it('as somebody writes it by hand gives types, inputs and verdicts that are missing', () => {
    const outcome = read(
      '\nt - 1,speed,lamp,due,판정,신뢰도,이유\n,"> 5, < 2",TRUE,2026-01-01,STOP,90%,멈춤\n',
    );
    expect(outcome).toMatchObject({
      ok: true,
      sheet: {
        newVerdicts: ['STOP'],
        newInputs: [
          { name: 'speed', type: 'number' },
          { name: 'lamp', type: 'boolean' },
        ],
        table: {
          hitPolicy: 'unique',
          columns: [
            { expression: 't - 1', type: 'number' },
            { expression: 'speed', type: 'number' },
            { expression: 'lamp', type: 'boolean' },
            { expression: 'due', type: 'date-time', utcOffset: '+09:00' },
          ],
          rows: [
            {
              when: ['-', '> 5, < 2', 'true', '2026-01-01'],
              verdict: 'STOP',
              confidence: 0.9,
              reason: { ko: '멈춤', en: '멈춤' },
            },
          ],
        },
      },
    });
  });

  it('takes outputs by their heads, and the type of their cells where it says none', () => {
    const outcome = read(
      't,verdict,output score,출력 note,output stop,output rank [text]\n1,OK,3,x,TRUE,7\nrow 2,OK,,,,\n',
    );
    expect(outcome).toMatchObject({ ok: true });
    const { table } = outcome.ok ? outcome.sheet : {};
    expect(table?.outputs).toEqual([
      { name: 'score', type: 'number' },
      { name: 'note', type: 'text' },
      { name: 'stop', type: 'boolean' },
      { name: 'rank', type: 'text' },
    ]);
    expect(table?.rows.map((row) => row.outputs)).toEqual([['3', 'x', 'true', '7'], undefined]);
    const heads = Array.from({ length: 9 }, (_, index) => `output o${index}`).join();
    expect(faultsOf(`t,verdict,${heads}\n1,OK\n`)).toEqual(['sheetOutputs 1:1 9']);
    expect(faultsOf('t,verdict,output a,Output a\n1,OK\n')).toEqual(['sheetHeadTwice 1:4 Output a']);
  });

  it('that is no table is refused with every place', () => {
    expect(faultsOf(' , \n')).toEqual(['sheetEmpty 1:1']);
    expect(faultsOf('t,t,on\n1,2,3')).toEqual(['sheetHeadTwice 1:2 t', 'sheetNoVerdict 1:1']);
    expect(faultsOf('온도C,t,verdict\n1,2,OK')).toEqual(['sheetHead 1:1 온도C']);
    expect(faultsOf('verdict\nOK')).toEqual(['sheetNoCondition 1:1']);
    expect(faultsOf('t,verdict\n1,HOLD')).toEqual(['sheetHold 2:2']);
    expect(faultsOf('row,t,,verdict\n,1,2,OK')).toEqual(['sheetHeadEmpty 1:3']);
    expect(faultsOf('row,t,verdict,verdict x,confidence\nno name,1,OK,,2\n,1,,,')).toEqual([
      'sheetHead 1:4 verdict x',
    ]);
    expect(faultsOf('row,t,s,verdict,confidence\nno name,1,2,OK,2\n,1,,,')).toEqual([
      'sheetName 2:1 no name',
      'sheetConfidence 2:5 2',
      'sheetVerdict 3:4',
    ]);
  });
});
