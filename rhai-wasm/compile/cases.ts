import type { CodeWriter } from './code-writer.ts';
import { NONE, type FloatValue, type TextValue, type Value } from './values.ts';
import { F64, get, I32, int, OP, unsigned, type Code } from './wasm-module.ts';

/**
 * Constants that are set together under conditions, as in `if a { verdict = "WATCH"; confidence = 0.7; }`, are told by one number, the case:
 * so one selection does for all of them, and their values are read from a table where something else wants them.
 */
export interface Cased {
  readonly table: CaseTable;
  readonly column: number;
  /** The local with the case. */
  readonly local: number;
}

/** The values of each case, a column for each value that is set. Cases are added only, so a case stays what it was. */
export class CaseTable {
  readonly columns: number[][] = [];
  /** Where the address of a column has to be written, which is known at the end. */
  readonly reads: { readonly column: number; readonly offset: Code }[] = [];
  cases = 0;

  /** Adds a column in which all cases so far have one value. */
  addColumn(value: number): number {
    return this.columns.push(Array.from({ length: this.cases }, () => value)) - 1;
  }

  /** Adds a case. */
  addCase(values: ReadonlyMap<number, number>): number {
    this.columns.forEach((column, index) => column.push(values.get(index) ?? 0));
    return this.cases++;
  }
}

type Constant = FloatValue | TextValue;

/** A value on either way of a branch. */
type Pair = readonly [Value, Value];

interface Member {
  readonly index: number;
  readonly ways: readonly [Constant, Constant];
  readonly column: number | undefined;
}

interface Plan {
  readonly table: CaseTable;
  /** The local with the case of each way; nothing where all are constants. */
  readonly cases: readonly [number | undefined, number | undefined];
  readonly members: readonly Member[];
}

const MOST_CASES = 1_000;

/**
 * Selects values that are set together. `pairs`: what differs on the two ways, by an index; the answer has those of them that
 * were selected here.
 */
export function selectCases(
  e: CodeWriter,
  condition: number,
  pairs: ReadonlyMap<number, Pair>,
): ReadonlyMap<number, Value> {
  const plan = planOf(pairs);
  if (plan === undefined) return new Map();
  const { table, cases, members } = plan;
  const isNew = table.cases === 0;
  const columns = members.map(({ column, ways }) => {
    const filler = cases[0] === undefined ? ways[1] : ways[0];
    return column ?? table.addColumn(numberOf(e, filler));
  });
  const caseOf = (way: 0 | 1): Code => {
    const local = cases[way];
    if (local !== undefined) return get(local);
    return int(
      table.addCase(new Map(members.map(({ ways }, place) => [columns[place] ?? 0, numberOf(e, ways[way])]))),
    );
  };
  // The other way first: it is case 0 of a table that begins here, so that the condition itself is the case.
  const otherwise = caseOf(1);
  const then = caseOf(0);
  const local = isNew ? condition : e.take(I32, [then, otherwise, get(condition), OP.select]);
  return new Map(
    members.map(({ index, ways }, place) => [
      index,
      readFrom(e, { table, column: columns[place] ?? 0, local }, ways),
    ]),
  );
}

/** What one case can tell: values of one table, on each way constants or told by one local. */
function planOf(pairs: ReadonlyMap<number, Pair>): Plan | undefined {
  const members = [...pairs].flatMap(([index, [a, b]]): Member[] =>
    isTold(a) && isTold(b) && a.kind === b.kind
      ? [{ index, ways: [a, b], column: (a.cased ?? b.cased)?.column }]
      : [],
  );
  const cased = members.flatMap(({ ways }) => ways.flatMap((value) => value.cased ?? []));
  const [first] = cased;
  if (first === undefined) {
    const isWorthIt = members.length > 1;
    return isWorthIt ? { table: new CaseTable(), cases: [undefined, undefined], members } : undefined;
  }
  const { table } = first;
  const caseOf = (way: 0 | 1): number | undefined =>
    members.find(({ ways }) => ways[way].cased?.table === table)?.ways[way].cased?.local;
  const cases = [caseOf(0), caseOf(1)] as const;
  const told = members.filter(({ ways, column }, place) => {
    if (column === undefined) return cases.includes(undefined);
    // `level = confidence` makes two values of one column, which cannot be set apart.
    if (members.findIndex((member) => member.column === column) !== place) return false;
    return ways.every(({ cased: own }, way) =>
      own === undefined
        ? cases[way] === undefined
        : own.table === table && own.column === column && own.local === cases[way],
    );
  });
  return told.length === 0 || table.cases >= MOST_CASES ? undefined : { table, cases, members: told };
}

const isTold = (value: Value): value is Constant =>
  (value.kind === 'float' || value.kind === 'text') && (value.local === NONE || value.cased !== undefined);

/** A constant as it is in a table. */
const numberOf = (e: CodeWriter, value: Constant): number =>
  value.kind === 'float' ? (value.constant ?? 0) : e.text(value.constant ?? '');

/** The value that a case stands for; read only if something else than a case wants it. */
function readFrom(e: CodeWriter, cased: Cased, [a, b]: readonly [Constant, Constant]): Constant {
  const offset: Code = [];
  cased.table.reads.push({ column: cased.column, offset });
  e.tables.add(cased.table);
  const number: Code = [get(cased.local), int(3), OP.i32_shl, OP.f64_load, 3, offset];
  if (a.kind === 'text' && b.kind === 'text') {
    const local = e.takeIfRead(I32, [number, OP.saturating, OP.i32_trunc_f64_s]);
    return { kind: 'text', local, bytes: Math.max(a.bytes, b.bytes), cased };
  }
  return { kind: 'float', local: e.takeIfRead(F64, number), cased };
}

/** Lays out tables from an address on and writes it where they are read; their numbers, in order. */
export function placeTables(tables: Iterable<CaseTable>, address: number): Float64Array {
  const numbers: number[] = [];
  for (const { columns, reads } of tables) {
    const places = columns.map((column) => address + (numbers.push(...column) - column.length) * 8);
    for (const { column, offset } of reads) offset.push(unsigned(places[column] ?? 0));
  }
  return Float64Array.from(numbers);
}
