/**
 * A decision table as a sheet of texts, for CSV files and spreadsheets:
 *
 *     row (unique) | temperature | mode | due [date-time +09:00] | verdict | confidence | reason ko | reason en | output score [number]
 *     allowed      | [0..200]    |      |                        |         |            |           |           |
 *     hot          | >= 80       | auto | -                      | HOT     | 0.9        | 뜨겁습니다 | it is hot | 3
 *     otherwise    |             |      |                        | OK      |            |           |           | 0
 *
 * The first column may be missing, and so may everything in brackets and all but the verdict of what a row says.
 */
import {
  COLUMN_TYPES,
  OUTPUT_TYPES,
  HIT_POLICIES,
  MOST_TABLE_COLUMNS,
  MOST_TABLE_OUTPUTS,
  MOST_TABLE_ROWS,
  type ColumnType,
  type DecisionTable,
  type HitPolicy,
  type TableColumn,
  type OutputType,
  type TableOutcome,
  type TableOutput,
  type TableRow,
} from '../contract/decision-table.ts';
import { HOLD_VERDICT } from '../contract/judgment.ts';
import { reason, type Reason, type ReasonCode } from '../contract/reasons.ts';
import type { RulesetInput, RulesetManifest } from '../contract/rules.ts';
import { guarded, unguarded } from '../util/formula-guard.ts';
import type { Grid } from './delimited.ts';
import { readCell } from './cells.ts';
import { readOutput } from './outputs.ts';

/** What is wrong with a sheet. `row` and `column` from 1, as a spreadsheet counts. */
export interface SheetFault {
  readonly row: number;
  readonly column: number;
  readonly reason: Reason;
}

export interface ReadSheet {
  readonly table: DecisionTable;
  /** Names in its head that no input has, as the inputs that they could be. */
  readonly newInputs: readonly RulesetInput[];
  /** Verdicts that are not declared. */
  readonly newVerdicts: readonly string[];
}

export type SheetOutcome =
  | { readonly ok: true; readonly sheet: ReadSheet }
  | { readonly ok: false; readonly faults: readonly SheetFault[] };

export interface SheetContext {
  readonly inputs: readonly RulesetInput[];
  readonly verdicts: Readonly<Record<string, unknown>>;
  readonly table?: DecisionTable | undefined;
}

const HEADS = {
  verdict: ['verdict', '판정'],
  confidence: ['confidence', '신뢰도'],
  ko: ['reason ko', 'reason (ko)', '이유 ko', '이유(한국어)', '이유'],
  en: ['reason en', 'reason (en)', '이유 en', '이유(영어)', 'reason'],
} as const;
type Said = keyof typeof HEADS;
const SAID = Object.keys(HEADS) as Said[];
const FIRST = /^(?:row|rule|name|행|규칙|이름)\s*(?:\((\w+)\))?$/i;
const MARKED = /^(.*?)\s*\[(number|text|boolean|date-time)(?:\s+([+-]\d\d:\d\d))?\]$/;
const OUTPUT = /^(?:output|출력)\s+([A-Za-z_]\w{0,39})\s*(?:\[(number|text|boolean)\])?$/i;
const NAME = /^[A-Za-z_]\w*$/;
const MOST_FAULTS = 20;

class Reader {
  readonly faults: SheetFault[] = [];
  readonly grid: Grid;
  readonly context: SheetContext;
  constructor(grid: Grid, context: SheetContext) {
    this.grid = grid;
    this.context = context;
  }
  fault(code: ReasonCode, row: number, column: number, text?: string): void {
    const why = reason(code, text === undefined ? {} : { text: text.slice(0, 80) });
    if (this.faults.length < MOST_FAULTS) this.faults.push({ row: row + 1, column: column + 1, reason: why });
  }
  text(row: number, column: number | undefined): string {
    return column === undefined ? '' : unguarded((this.grid[row]?.[column] ?? '').normalize('NFC').trim());
  }
}

/** An input by its name or label, one that could be, or an expression of some. */
function isCondition({ inputs }: SheetContext, text: string): boolean {
  const [, named = text] = MARKED.exec(text) ?? [];
  const words = new Set(named.match(/[\p{L}_][\p{L}\p{N}_]*/gu));
  return (
    NAME.test(named) ||
    inputs.some(({ name, label }) => words.has(name) || label?.ko === named || label?.en === named)
  );
}

interface Headed {
  readonly at: number;
  readonly text: string;
}

interface Head {
  readonly first: number | undefined;
  readonly hitPolicy: HitPolicy | undefined;
  readonly said: Readonly<Partial<Record<Said, number>>>;
  readonly conditions: readonly Headed[];
  readonly outputs: readonly Headed[];
}

function readHead(reader: Reader, row: number): Head {
  const said: Partial<Record<Said, number>> = {};
  const conditions: Headed[] = [];
  const outputs: Headed[] = [];
  const seen = new Set<string>();
  let first: number | undefined;
  let hitPolicy: HitPolicy | undefined;
  for (const at of (reader.grid[row] ?? []).keys()) {
    const text = reader.text(row, at);
    const isUsed = reader.grid.slice(row + 1).some((_, below) => reader.text(row + 1 + below, at) !== '');
    if (text === '' && !isUsed) continue;
    const small = text.toLowerCase();
    const output = SAID.find((name) => (HEADS[name] as readonly string[]).includes(small));
    const named = FIRST.exec(text);
    if (text === '') reader.fault('sheetHeadEmpty', row, at);
    else if (seen.has(small)) reader.fault('sheetHeadTwice', row, at, text);
    else if (output !== undefined) said[output] = at;
    else if (named !== null && first === undefined) {
      first = at;
      hitPolicy = HIT_POLICIES.find((policy) => policy === named[1]?.toLowerCase());
    } else if (OUTPUT.test(text)) outputs.push({ at, text });
    else if (isCondition(reader.context, text)) conditions.push({ at, text });
    else reader.fault('sheetHead', row, at, text);
    seen.add(small);
  }
  if (said.verdict === undefined) reader.fault('sheetNoVerdict', row, 0);
  if (conditions.length === 0) reader.fault('sheetNoCondition', row, 0);
  if (conditions.length > MOST_TABLE_COLUMNS) reader.fault('sheetColumns', row, 0, String(conditions.length));
  if (outputs.length > MOST_TABLE_OUTPUTS) reader.fault('sheetOutputs', row, 0, String(outputs.length));
  return { first, hitPolicy, said, conditions, outputs };
}

/** What cells without a type of their own are: numbers, booleans, days where all can be read as such. */
function typeOfCells(cells: readonly string[]): ColumnType {
  const can = (type: ColumnType) =>
    cells.every(
      (text) => readCell(cellOf(text, type), { type, utcOffset: '+00:00', parameters: {}, unitsPerMs: 1 }).ok,
    );
  return (['number', 'boolean', 'date-time'] as const).find(can) ?? 'text';
}

function readColumn(reader: Reader, text: string, cells: readonly string[], utcOffset: string): TableColumn {
  const { inputs, table } = reader.context;
  const [, marked, markedType, offset] = MARKED.exec(text) ?? [];
  const named = marked ?? text;
  const input = inputs.find(
    ({ name, label }) => name === named || label?.ko === named || label?.en === named,
  );
  const expression = input?.name ?? named;
  const known = table?.columns.find((column) => column.expression === expression);
  const isCount = input?.take === 'count' || input?.take === 'changes';
  const isTime = input?.type === 'number' && (input.unit === 's' || input.unit === 'ms');
  const found = typeOfCells(cells.filter((cell) => cell !== ''));
  const type =
    COLUMN_TYPES.find((each) => each === markedType) ??
    known?.type ??
    (input === undefined
      ? NAME.test(expression)
        ? found
        : 'number'
      : isTime && found === 'date-time'
        ? 'date-time'
        : isCount
          ? 'number'
          : input.type);
  return {
    expression,
    type,
    ...(known?.label === undefined ? {} : { label: known.label }),
    ...(type === 'date-time' ? { utcOffset: offset ?? known?.utcOffset ?? utcOffset } : {}),
  };
}

/** What its head says it is, else what it was in the table before, else what its cells can be read as. */
function readOutputHead({ context: { table } }: Reader, text: string, cells: readonly string[]): TableOutput {
  const [, name = '', marked] = OUTPUT.exec(text) ?? [];
  const known = table?.outputs?.find((output) => output.name === name);
  const can = (type: OutputType) =>
    cells.every((cell) => 'said' in readOutput(outputCell(cell, type), { name, type }, {}));
  const type =
    OUTPUT_TYPES.find((each) => each === marked?.toLowerCase()) ??
    known?.type ??
    (['number', 'boolean'] as const).find(can) ??
    'text';
  return { name, type, ...(known?.label === undefined ? {} : { label: known.label }) };
}

/** Spreadsheets write booleans in capitals. */
const cellOf = (text: string, type: ColumnType): string => {
  if (type === 'boolean' && /^(true|false)$/i.test(text)) return text.toLowerCase();
  return text === '' ? '-' : text;
};

const outputCell = (text: string, type: OutputType): string =>
  type === 'boolean' ? cellOf(text, type).replace(/^-$/, '') : text;

function readOutcome(
  reader: Reader,
  row: number,
  { said, outputs: heads }: Head,
  types: readonly TableOutput[],
): TableOutcome {
  const verdict = reader.text(row, said.verdict);
  if (verdict === '') reader.fault('sheetVerdict', row, said.verdict ?? 0);
  if (verdict === HOLD_VERDICT) reader.fault('sheetHold', row, said.verdict ?? 0);
  if (verdict.length > 64) reader.fault('sheetLong', row, said.verdict ?? 0, verdict);
  const typed = reader.text(row, said.confidence);
  const confidence = Number(typed.replace(/%$/, '')) / (typed.endsWith('%') ? 100 : 1);
  if (typed !== '' && !(confidence >= 0 && confidence <= 1))
    reader.fault('sheetConfidence', row, said.confidence ?? 0, typed);
  const outputs = heads.map(({ at }, index) => {
    const text = reader.text(row, at);
    if (text.length > 2_000) reader.fault('sheetLong', row, at, text);
    return outputCell(text, types[index]?.type ?? 'text');
  });
  const [ko, en] = [reader.text(row, said.ko), reader.text(row, said.en)];
  return {
    verdict,
    ...(typed === '' ? {} : { confidence }),
    // One language alone stands for both until the other is written.
    ...(ko === '' && en === '' ? {} : { reason: { ko: ko === '' ? en : ko, en: en === '' ? ko : en } }),
    ...(outputs.every((text) => text === '') ? {} : { outputs }),
  };
}

function inputFor({ expression, type }: TableColumn): RulesetInput {
  return {
    name: expression,
    type: type === 'date-time' ? 'number' : type,
    ...(type === 'date-time' ? { unit: 'ms' } : {}),
    take: 'last',
    optional: false,
  };
}

/** A sheet as a table, or everything that keeps it from being one. `utcOffset`: of days and times that say none. */
export function tableOfSheet(grid: Grid, context: SheetContext, utcOffset: string): SheetOutcome {
  const reader = new Reader(grid, context);
  const isFilled = (row: number) => (grid[row] ?? []).some((_, column) => reader.text(row, column) !== '');
  const top = grid.findIndex((_, row) => isFilled(row));
  if (top < 0) return { ok: false, faults: [{ row: 1, column: 1, reason: reason('sheetEmpty') }] };
  const head = readHead(reader, top);
  if (reader.faults.length > 0) return { ok: false, faults: reader.faults };
  const below = [...grid.keys()].filter((row) => row > top && isFilled(row));
  const markOf = (row: number) => reader.text(row, head.first).toLowerCase();
  const allowedRow = below.find((row) => markOf(row) === 'allowed');
  const otherwiseRow = below.find((row) => markOf(row) === 'otherwise');
  const own = below.filter((row) => row !== allowedRow && row !== otherwiseRow);
  if (own.length > MOST_TABLE_ROWS) reader.fault('sheetRows', top, 0, String(own.length));
  const columns = head.conditions.map(({ at, text }): TableColumn => {
    const column = readColumn(
      reader,
      text,
      own.map((row) => reader.text(row, at)),
      utcOffset,
    );
    const allowed = allowedRow === undefined ? '' : reader.text(allowedRow, at);
    return allowed === '' ? column : { ...column, allowed };
  });
  const outputs = head.outputs.map(({ at, text }) =>
    readOutputHead(
      reader,
      text,
      [...own, ...(otherwiseRow === undefined ? [] : [otherwiseRow])].map((row) => reader.text(row, at)),
    ),
  );
  const rows = own.slice(0, MOST_TABLE_ROWS).map((row): TableRow => {
    const name = reader.text(row, head.first);
    const isNumber = /^(row-)?\d+$/.test(name);
    if (name !== '' && !/^[\p{L}\p{N}_.-]{1,40}$/u.test(name))
      reader.fault('sheetName', row, head.first ?? 0, name);
    const when = head.conditions.map(({ at }, column) => {
      const text = reader.text(row, at);
      if (text.length > 2_000) reader.fault('sheetLong', row, at, text);
      return cellOf(text, columns[column]?.type ?? 'text');
    });
    return { ...(name === '' || isNumber ? {} : { name }), when, ...readOutcome(reader, row, head, outputs) };
  });
  const otherwise = otherwiseRow === undefined ? undefined : readOutcome(reader, otherwiseRow, head, outputs);
  if (reader.faults.length > 0) return { ok: false, faults: reader.faults };
  const known = new Set(context.inputs.map(({ name }) => name));
  const verdicts = [...rows, ...(otherwise ? [otherwise] : [])].map(({ verdict }) => verdict);
  return {
    ok: true,
    sheet: {
      table: {
        hitPolicy: head.hitPolicy ?? context.table?.hitPolicy ?? 'unique',
        columns,
        ...(outputs.length === 0 ? {} : { outputs }),
        rows,
        ...(otherwise === undefined ? {} : { otherwise }),
      },
      newInputs: columns
        .filter(({ expression }) => NAME.test(expression) && !known.has(expression))
        .map((column) => inputFor(column)),
      newVerdicts: [...new Set(verdicts)].filter((verdict) => !Object.hasOwn(context.verdicts, verdict)),
    },
  };
}

/**
 * A table as a sheet, so that reading it again gives the same table, labels of columns apart. No cell is a formula, not in an XLSX file either:
 * there a text is none, but becomes one when it is typed again or saved as CSV.
 */
export function sheetOfTable(table: DecisionTable, inputs: readonly RulesetInput[]): string[][] {
  const { columns, rows, otherwise, hitPolicy, outputs = [] } = table;
  const headOf = ({ expression, type, utcOffset }: TableColumn): string => {
    const input = inputs.find(({ name }) => name === expression);
    if (type === 'date-time') return `${expression} [date-time ${utcOffset ?? '+00:00'}]`;
    return type === (input?.type ?? 'number') ? expression : `${expression} [${type}]`;
  };
  const said = ({ verdict, confidence, ...more }: TableOutcome): string[] => [
    verdict,
    confidence === undefined ? '' : String(confidence),
    more.reason?.ko ?? '',
    more.reason?.en ?? '',
    ...outputs.map((_, index) => more.outputs?.[index] ?? ''),
  ];
  const none = ['', '', '', '', ...outputs.map(() => '')];
  const sheet = [
    [
      `row (${hitPolicy})`,
      ...columns.map(headOf),
      ...['verdict', 'confidence', 'reason ko', 'reason en'],
      ...outputs.map(({ name, type }) => `output ${name} [${type}]`),
    ],
    ...(columns.some(({ allowed }) => allowed !== undefined)
      ? [['allowed', ...columns.map(({ allowed }) => allowed ?? ''), ...none]]
      : []),
    ...rows.map((row, index) => [
      row.name ?? String(index + 1),
      ...columns.map((_, column) => row.when[column] ?? '-'),
      ...said(row),
    ]),
    ...(otherwise === undefined ? [] : [['otherwise', ...columns.map(() => ''), ...said(otherwise)]]),
  ];
  return sheet.map((row) => row.map(guarded));
}

/** What of a manifest a sheet changes. New verdicts are of medium severity until somebody says otherwise. */
export const membersWith = (
  { inputs, verdicts }: Pick<RulesetManifest, 'inputs' | 'verdicts'>,
  { table, newInputs, newVerdicts }: ReadSheet,
): { table: DecisionTable; inputs?: RulesetInput[]; verdicts?: RulesetManifest['verdicts'] } => ({
  table,
  ...(newInputs.length === 0 ? {} : { inputs: [...inputs, ...newInputs] }),
  ...(newVerdicts.length === 0
    ? {}
    : {
        verdicts: {
          ...verdicts,
          ...Object.fromEntries(newVerdicts.map((verdict) => [verdict, 'medium' as const])),
        },
      }),
});
