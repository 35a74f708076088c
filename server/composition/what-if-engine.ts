import type { BatchColumn, BatchResult, CompileResult, RhaiEngine } from '../../rhai-wasm/index.ts';
import type { WhatIfRules } from '../../shared/contract/whatif.ts';
import {
  BATCH_ROWS,
  outcomesOf,
  type ColumnValues,
  type WhatIfEngine,
  type WhatIfMapOrder,
} from '../contexts/backtest/index.ts';
import { columnJudge, columnOf } from './batch-judge.ts';

/** Scripts that stay compiled: the base, what is tried, and a few steps back. */
const MOST_SCRIPTS = 6;
/** Kinds of cells that a byte can name. */
const MOST_KINDS = 256;

/** Judges what is tried in this thread. A parameter that changes compiles nothing; a number in the script compiles it anew. */
export function createWhatIfEngine(engine: RhaiEngine): WhatIfEngine {
  const scripts = new Map<string, CompileResult>();
  const compiledOf = ({ manifest, source }: WhatIfRules): CompileResult => {
    const { operations } = manifest.limits;
    const key = `${operations} ${source}`;
    const compiled = scripts.get(key) ?? engine.compile(source, { limits: { operations } });
    scripts.delete(key);
    scripts.set(key, compiled);
    const [[oldest, first]] = scripts as unknown as [[string, CompileResult]];
    if (scripts.size > MOST_SCRIPTS) {
      scripts.delete(oldest);
      if (first.ok) engine.release(first.script);
    }
    return compiled;
  };
  return {
    judge(rules) {
      const { judge } = columnJudge(engine, rules, compiledOf(rules));
      const { inputs } = rules.manifest;
      let result: BatchResult | null = null;
      return {
        judge(columns, count) {
          const given: Record<string, BatchColumn> = {};
          inputs.forEach(({ name }, index) => {
            given[name] = columnOf(columns[index] as ColumnValues, null, count);
          });
          const judged = judge(given, count);
          ({ result } = judged);
          return judged.said;
        },
        path() {
          if (result === null || result.path.kind === 'compiled')
            return { kind: 'compiled', message: '', line: 0 };
          const { code, message, line } = result.path;
          return { kind: 'interpreter', message: message === '' ? code : message, line };
        },
      };
    },
    map: (order) => mapOf(engine, order, compiledOf(order.tried)),
  };
}

/** The middle of a cell. */
const middle = ({ from, to }: { from: number; to: number }, index: number, cells: number) =>
  from + ((index + 0.5) * (to - from)) / cells;

function mapOf(
  engine: RhaiEngine,
  { tried, x, y, columns, rows, held }: WhatIfMapOrder,
  compiled: CompileResult,
): ReturnType<WhatIfEngine['map']> {
  const { judge } = columnJudge(engine, tried, compiled);
  const outcomes = outcomesOf(tried.manifest);
  const rules = compiled.ok ? compiled.facts.rules : [];
  const kinds: ReturnType<WhatIfEngine['map']>['kinds'] = [];
  const numbers = new Map<string, number>();
  const cells = Buffer.alloc(columns * rows);
  for (let first = 0; first < cells.length; first += BATCH_ROWS) {
    const count = Math.min(BATCH_ROWS, cells.length - first);
    const column = (of: (cell: number) => number) =>
      Float64Array.from({ length: count }, (_, index) => of(first + index));
    const given: Record<string, BatchColumn> = {};
    for (const { name, type, take } of tried.manifest.inputs)
      given[name] = heldColumn(held[name] ?? null, take === 'last' ? type : 'number', count);
    given[x.input] = column((cell) => middle(x, cell % columns, columns));
    given[y.input] = column((cell) => middle(y, Math.floor(cell / columns), rows));
    const { said, result } = judge(given, count);
    for (let index = 0; index < count; index += 1) {
      const words = result === null ? [] : firedWords(result, index);
      const key = `${said[index]} ${words.join(' ')}`;
      let number = numbers.get(key);
      if (number === undefined) {
        // More kinds than a byte can name: the last one stands for all that follow.
        number = Math.min(kinds.length, MOST_KINDS - 1);
        numbers.set(key, number);
        const fired = rules.flatMap(({ id }, rule) =>
          (((words[rule >>> 5] ?? 0) >>> (rule & 31)) & 1) === 1 ? [id] : [],
        );
        const outcome = outcomes[said[index] as number];
        if (number === kinds.length && outcome !== undefined) kinds.push({ ...outcome, fired });
      }
      cells[first + index] = number;
    }
  }
  return { kinds, cells: cells.toString('base64') };
}

const firedWords = ({ fired, firedWords: words }: BatchResult, row: number): number[] => [
  ...fired.subarray(row * words, (row + 1) * words),
];

/** The same value in every row, of the kind that rows of history have: so it is the same compiled rule. */
function heldColumn(
  value: number | boolean | string | null,
  type: 'number' | 'boolean' | 'text',
  rows: number,
): BatchColumn {
  if (type === 'number') return new Float64Array(rows).fill(typeof value === 'number' ? value : Number.NaN);
  if (type === 'boolean')
    return { booleans: new Int8Array(rows).fill(typeof value === 'boolean' ? Number(value) : -1) };
  const isText = typeof value === 'string';
  return { texts: isText ? [value] : [], indexes: new Int32Array(rows).fill(isText ? 0 : -1) };
}
