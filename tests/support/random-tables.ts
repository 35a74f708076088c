import { rulesetManifestSchema, type RulesetManifest } from '../../shared/contract/rules.ts';
import { HIT_POLICIES, type DecisionTable } from '../../shared/contract/decision-table.ts';
import type { ColumnValue } from '../../shared/decision-table/space.ts';

/** Tables and inputs drawn at random, for comparing what is said of them in two ways. `chance(n)`: a whole number from 0 to n - 1. */
export type Chance = (n: number) => number;

const pick = <T>(chance: Chance, items: readonly T[]): T => items[chance(items.length)] as T;

/** Whatever a seed gives: the same each time (Mulberry32). */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  return (n) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % n;
  };
}

const LIMITS = [0, 1, 2.5, 3, 5, -4, 0.3, 72, 80.1];
const WORDS = ['auto', 'manual', 'setup'];
const LOTS = ['A', 'a "quoted" one', '불량', 'back\\slash'];
const DAYS = ['2026-01-01', '2026-01-02', '2026-01-01T08:00', '2026-02-01 00:00:30'];
const OUTPUTS: NonNullable<DecisionTable['outputs']> = [
  { name: 'score', type: 'number' },
  { name: 'if', type: 'text' },
  { name: 'lot', type: 'boolean' },
];
const OUTPUT_CELLS = [
  ['', '3', '-0.5', 'limit', '1e3'],
  ['', '"a "quoted" one"', '불량', 'back\\slash ${t} `', '"'],
  ['', 'true', 'false'],
];
/** What each column reads, in this order. */
const COLUMNS = ['t', 's', 'mode', 'lot', 'on', 'off', 'due', 't - parameters.limit'] as const;

export const TABLE_MANIFEST = {
  id: 'table-rules',
  name: { ko: '표', en: 'table' },
  inputs: [
    { name: 't', type: 'number' },
    { name: 's', type: 'number', optional: true },
    { name: 'mode', type: 'text', values: WORDS },
    { name: 'lot', type: 'text', optional: true },
    { name: 'on', type: 'boolean' },
    { name: 'off', type: 'boolean', optional: true },
    { name: 'due', type: 'number', unit: 's' },
  ],
  trigger: { kind: 'request' },
  verdicts: { OK: 'normal', WATCH: 'medium', ALSO: 'medium', HOT: 'high' },
  parameters: { limit: 2.5 },
};

function numberPart(chance: Chance): string {
  const [a, b] = [pick(chance, LIMITS), pick(chance, LIMITS)].sort((x, y) => x - y);
  const limit = chance(6) === 0 ? 'limit' : String(a);
  if (chance(3) > 0 || a === b) return `${pick(chance, ['', '< ', '<= ', '> ', '>= ', '= '])}${limit}`;
  return `${pick(chance, ['[', '('])}${a}..${b}${pick(chance, [']', ')'])}`;
}

function datePart(chance: Chance): string {
  return `${pick(chance, ['', '< ', '<= ', '> ', '>= '])}${pick(chance, DAYS)}`;
}

const textPart = (words: readonly string[]) => (chance: Chance) => JSON.stringify(pick(chance, words));
const PARTS: readonly ((chance: Chance) => string)[] = [
  numberPart,
  numberPart,
  textPart(WORDS),
  textPart(LOTS),
  (chance) => pick(chance, ['true', 'false']),
  (chance) => pick(chance, ['true', 'false']),
  datePart,
  numberPart,
];
const OPTIONAL = new Set(['s', 'lot', 'off']);

function cell(chance: Chance, column: number): string {
  if (chance(3) === 0) return pick(chance, ['-', '']);
  const part = PARTS[column];
  if (part === undefined) throw new Error('no such column');
  const isOptional = OPTIONAL.has(COLUMNS[column] ?? '');
  const parts = Array.from({ length: 1 + (chance(3) === 0 ? chance(3) : 0) }, () =>
    isOptional && chance(5) === 0 ? 'null' : part(chance),
  );
  const list = parts.join(', ');
  return chance(5) === 0 ? `not(${list})` : list;
}

const TYPES = ['number', 'number', 'text', 'text', 'boolean', 'boolean', 'date-time', 'number'] as const;

/** A manifest with a table of some of the columns, and which they are. It may have faults: then it is drawn again. */
export function randomTable(
  chance: Chance,
  mostColumns = 4,
): { manifest: RulesetManifest; columns: number[] } {
  const columns = [...COLUMNS.keys()].filter(() => chance(2) === 0).slice(0, mostColumns);
  if (columns.length === 0) columns.push(chance(COLUMNS.length));
  // Tables of before say nothing else.
  const outputs = chance(2) === 0 ? [] : OUTPUTS.slice(0, 1 + chance(OUTPUTS.length));
  const cells = () => outputs.map((_, index) => pick(chance, OUTPUT_CELLS[index] ?? ['']));
  const outcome = () => ({
    verdict: pick(chance, ['OK', 'WATCH', 'ALSO', 'HOT']),
    ...(chance(3) > 0 ? { confidence: pick(chance, [0, 0.5, 0.9, 1]) } : {}),
    ...(chance(3) > 0
      ? {
          reason: pick(chance, [
            { ko: '가 {t}`${', en: 'a "{t}" ${t} {nope}' },
            { ko: '나', en: 'b' },
          ]),
        }
      : {}),
    ...(outputs.length > 0 && chance(5) > 0
      ? { outputs: cells().slice(0, chance(6) === 0 ? 1 : undefined) }
      : {}),
  });
  const table: DecisionTable = {
    hitPolicy: pick(chance, HIT_POLICIES),
    columns: columns.map((column) => ({
      expression: COLUMNS[column] ?? '',
      type: TYPES[column] ?? 'number',
      ...(TYPES[column] === 'date-time' ? { utcOffset: '+09:00' } : {}),
    })),
    ...(outputs.length > 0 ? { outputs } : {}),
    rows: Array.from({ length: chance(7) }, () => ({
      when: columns.map((column) => cell(chance, column)),
      ...outcome(),
    })),
    ...(chance(2) === 0 ? { otherwise: outcome() } : {}),
  };
  return { manifest: rulesetManifestSchema.parse({ ...TABLE_MANIFEST, table }), columns };
}

/** Numbers on, beside and between all limits; the next floats too, which count as the limit itself or not. */
function near(limit: number): number[] {
  const step = Math.max(Math.abs(limit), 1) * Number.EPSILON;
  return [-1, 0, 1].flatMap((far) =>
    [-2, -1, -0.5, 0, 0.5, 1, 2].map((few) => limit + far * 0.05 + few * step),
  );
}
const NUMBERS = [...LIMITS.flatMap(near), -1000, 1000];
const MOMENTS = DAYS.flatMap((day) => {
  const at = Date.parse(`${day.replace(' ', 'T')}${day.length === 10 ? 'T00:00' : ''}+09:00`) / 1000;
  return [at - 1, at, at + 0.5, at + 1, at + 86_400];
});

/** Values of a column on, beside and between all limits that its cells can have. */
export function gridOf(column: number): ColumnValue[] {
  const type = TYPES[column];
  const none = OPTIONAL.has(COLUMNS[column] ?? '') ? [null] : [];
  if (type === 'boolean') return [true, false, ...none];
  if (type === 'text') return [...(column === 2 ? WORDS : [...LOTS, 'another']), ...none];
  if (type === 'date-time') return [...MOMENTS, ...none];
  return [...LIMITS.flatMap((limit) => [limit - 0.05, limit, limit + 0.05]), -1000, 1000, ...none];
}

/** Inputs by name, as an engine takes them. */
export type TableInputs = Record<string, ColumnValue>;

export function randomInputs(chance: Chance): TableInputs {
  const orNone = <T extends ColumnValue>(value: T) => (chance(4) === 0 ? null : value);
  return {
    t: pick(chance, NUMBERS),
    s: orNone(pick(chance, NUMBERS)),
    mode: pick(chance, WORDS),
    lot: orNone(pick(chance, [...LOTS, 'another'])),
    on: chance(2) === 0,
    off: orNone(chance(2) === 0),
    due: pick(chance, MOMENTS),
  };
}

/** What the columns of a table are with these inputs. */
export const columnValues = (inputs: TableInputs, columns: readonly number[]): ColumnValue[] =>
  columns.map((column) => {
    const expression = COLUMNS[column] ?? '';
    if (expression === 't - parameters.limit') return Number(inputs['t']) - 2.5;
    return inputs[expression] ?? null;
  });
