/**
 * Gaps, overlaps and rows that never count, exactly: a row is a box of atoms (`space.ts`), the table a set of boxes. Which boxes leave room
 * is found column by column, as sweeps over boxes do (Calvanese et al., Semantics and Analysis of DMN Decision Tables, BPM 2016, section 4), but every
 * stretch in which the same rows are left is looked at once, however often it comes. Columns count as independent of one another.
 */
import { rowsInOrder } from './evaluate.ts';
import type { ModelRow, TableModel } from './model.ts';
import { isSameSaid } from './outputs.ts';
import { isSameSet, isWithin, meet, both, rangesOf, without, type Ranges } from './ranges.ts';
import type { ColumnValue } from './space.ts';

type Box = readonly Ranges[];

export interface Gap {
  /** Of each column a cell that takes it in. */
  readonly cells: readonly string[];
  readonly witness: readonly ColumnValue[];
}

export interface Overlap {
  readonly rows: readonly [number, number];
  readonly witness: readonly ColumnValue[];
}

export interface TableAnalysis {
  /** The largest boxes in which no row holds; they may share values. Empty where something is said otherwise. */
  readonly gaps: readonly Gap[];
  /** These are all. False too where there was too much to look at: then there are none here. */
  readonly gapsAreAll: boolean;
  /** Pairs of rows that hold together and must not: any two of `unique`, two that differ of `any`. */
  readonly overlaps: readonly Overlap[];
  readonly overlapCount: number;
  /** Rows of `first` and `priority` that never count. */
  readonly masked: readonly number[];
  readonly maskedAreAll: boolean;
  /** False where there was too much to look for gaps. */
  readonly complete: boolean;
}

/** Gaps and overlaps that are named; of overlaps all are counted. */
const MOST_NAMED = 100;

export interface AnalysisLimits {
  readonly steps: number;
  readonly named: number;
}

/** Looking ends after a second or two. */
const LIMITS: AnalysisLimits = { steps: 4_000_000, named: MOST_NAMED };

export function analyseTable(model: TableModel, { steps, named }: AnalysisLimits = LIMITS): TableAnalysis {
  const work = { left: steps };
  const search = new Search(
    model.columns.map(({ domain }) => domain),
    work,
  );
  const boxes = model.rows.map(({ sets }) => sets);
  const found = model.table.otherwise === undefined ? search.gaps(boxes, named) : { boxes: [], areAll: true };
  const complete = work.left > 0;
  return {
    gaps: found.boxes.map((box) => gapOf(model, box)),
    gapsAreAll: found.areAll,
    ...overlapsOf(model, named),
    ...maskedRows(model, steps),
    complete,
  };
}

/** A value of each column in a box; one that is there, if there is a choice. */
function witnessOf({ columns }: TableModel, box: Box): ColumnValue[] {
  return columns.map(({ space }, index) => space.sample(box[index]?.[0]?.[0] ?? 0));
}

function gapOf(model: TableModel, box: Box): Gap {
  const cells = model.columns.map(({ space, domain }, index) => {
    const set = box[index] ?? [];
    if (isSameSet(set, domain)) return '-';
    // Atoms that hold nothing may be taken in.
    const hollow = without([[0, Number.MAX_SAFE_INTEGER]], space.domain);
    const inner = without(rangesOf([[set[0]?.[0] ?? 0, set.at(-1)?.[1] ?? 0]]), set);
    return space.cellText(rangesOf([...set, ...inner.filter((range) => isWithin([range], hollow))]));
  });
  return { cells, witness: witnessOf(model, box) };
}

const isSameOutcome = (one: ModelRow, other: ModelRow): boolean => {
  const [a, b] = [one.outcome, other.outcome];
  return (
    a.verdict === b.verdict &&
    a.confidence === b.confidence &&
    a.reason?.ko === b.reason?.ko &&
    a.reason?.en === b.reason?.en &&
    isSameSaid(one.outputs, other.outputs)
  );
};

function overlapsOf(model: TableModel, most: number): Pick<TableAnalysis, 'overlaps' | 'overlapCount'> {
  const { hitPolicy } = model.table;
  if (hitPolicy !== 'unique' && hitPolicy !== 'any') return { overlaps: [], overlapCount: 0 };
  const pairs: (readonly [number, number])[] = [];
  for (const [before, at] of nearPairs(model)) {
    const row = model.rows[at];
    const other = model.rows[before];
    if (row === undefined || other === undefined || !boxesMeet(row.sets, other.sets)) continue;
    if (hitPolicy === 'unique' || !isSameOutcome(row, other)) pairs.push([before, at]);
  }
  const named = pairs.sort((a, b) => a[1] - b[1] || a[0] - b[0]).slice(0, most);
  const overlaps = named.map((rows): Overlap => {
    const [a, b] = rows.map((row) => model.rows[row]?.sets ?? []);
    const shared = model.columns.map((_, column) => both(a?.[column] ?? [], b?.[column] ?? []));
    return { rows, witness: witnessOf(model, shared) };
  });
  return { overlaps, overlapCount: pairs.length };
}

/** Pairs of rows, the upper first, that may meet in the column in which the rows lie furthest apart: found by one sweep over it. */
function* nearPairs({ rows, columns }: TableModel): Generator<readonly [number, number]> {
  const spans = columns.map((_, column) =>
    rows.map(({ sets }, row) => ({
      row,
      from: sets[column]?.[0]?.[0] ?? 0,
      to: sets[column]?.at(-1)?.[1] ?? 0,
    })),
  );
  const lengthOf = (column: (typeof spans)[number]) =>
    column.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  const shares = spans.map((column) => lengthOf(column) / Math.max(1, ...column.map(({ to }) => to + 1)));
  const best = spans[shares.indexOf(Math.min(...shares))] ?? [];
  let open: typeof best = [];
  for (const span of best.sort((a, b) => a.from - b.from)) {
    open = open.filter(({ to }) => to >= span.from);
    for (const { row } of open) yield [Math.min(row, span.row), Math.max(row, span.row)];
    open.push(span);
  }
}

const boxesMeet = (a: Box, b: Box): boolean => a.every((set, column) => meet(set, b[column] ?? []));

/** Of all rows together one row may take as much as this part of the steps. */
const PART = 20;

/** Rows whose whole box those before them take; each is asked only of the rows that it meets. */
function maskedRows(model: TableModel, steps: number): Pick<TableAnalysis, 'masked' | 'maskedAreAll'> {
  const { hitPolicy } = model.table;
  if (hitPolicy !== 'first' && hitPolicy !== 'priority') return { masked: [], maskedAreAll: true };
  const before: ModelRow[] = [];
  const masked: number[] = [];
  let [left, maskedAreAll] = [steps, true];
  for (const [row, index] of rowsInOrder(model)) {
    const others = before.filter(({ sets }) => boxesMeet(sets, row.sets)).map(({ sets }) => sets);
    const work = { left: Math.min(left, steps / PART) };
    const given = work.left;
    const isMasked =
      others.some((other) => row.sets.every((set, column) => isWithin(set, other[column] ?? []))) ||
      (others.length > 1 && new Search(row.sets, work).isCovered(others));
    left -= given - work.left;
    if (work.left <= 0) maskedAreAll = false;
    if (isMasked) masked.push(index);
    // What never counts hides nothing that those before it do not.
    else before.push(row);
  }
  return { masked: masked.sort((a, b) => a - b), maskedAreAll };
}

interface Work {
  left: number;
}

/** A stretch of one column and what is left open behind it. `null`: nothing; `open`: everything. */
type Node = null | 'open' | readonly { readonly set: Ranges; readonly next: Node }[];

class Search {
  readonly work: Work;
  readonly #domains: readonly Ranges[];

  constructor(domains: readonly Ranges[], work: Work) {
    this.#domains = domains;
    this.work = work;
  }

  isCovered(boxes: readonly Box[]): boolean {
    return this.#open(boxes) === null && this.work.left > 0;
  }

  /** The largest boxes that no given one meets. */
  gaps(boxes: readonly Box[], most: number): { boxes: Box[]; areAll: boolean } {
    const root = this.#open(boxes);
    if (this.work.left <= 0) return { boxes: [], areAll: false };
    const found: Box[] = [];
    const areAll = this.#collect(root, [], found, most);
    const order = this.#order(boxes);
    const widened = found.map((box) => this.#widened(this.#inTableOrder(box, order), boxes));
    return { boxes: widened.filter((box, index) => !isTaken(box, index, widened)), areAll };
  }

  /** Columns with few different cells first: the fewer ways, the more of them meet again. */
  #order(boxes: readonly Box[]): number[] {
    const kinds = this.#domains.map(
      (_, column) => new Set(boxes.map((box) => JSON.stringify(box[column]))).size,
    );
    return this.#domains
      .map((_, column) => column)
      .sort((a, b) => (kinds[a] ?? 0) - (kinds[b] ?? 0) || a - b);
  }

  #inTableOrder(box: readonly Ranges[], order: readonly number[]): Box {
    return this.#domains.map((domain, column) => box[order.indexOf(column)] ?? domain);
  }

  #open(boxes: readonly Box[]): Node {
    const order = this.#order(boxes);
    const memory = new Map<string, Node>();
    const sets = boxes.map((box) =>
      order.map((column) => both(box[column] ?? [], this.#domains[column] ?? [])),
    );
    const domains = order.map((column) => this.#domains[column] ?? []);
    // From which column on a row takes everything.
    const wholeFrom = sets.map((row) => {
      let from = row.length;
      while (from > 0 && isSameSet(row[from - 1] ?? [], domains[from - 1] ?? [])) from -= 1;
      return from;
    });
    const visit = (column: number, rows: readonly number[]): Node => {
      if (rows.length === 0) return 'open';
      if (column === order.length || rows.some((row) => (wholeFrom[row] ?? 0) <= column)) return null;
      const key = `${column}:${rows.join()}`;
      const known = memory.get(key);
      if (known !== undefined) return known;
      this.work.left -= rows.length + 1;
      if (this.work.left <= 0) return null;
      const groups = new Map<Node, (readonly [number, number])[]>();
      for (const stretch of this.#stretches(
        domains[column] ?? [],
        rows,
        (row) => sets[row]?.[column] ?? [],
      )) {
        const next = visit(column + 1, stretch.rows);
        if (next !== null) groups.set(next, [...(groups.get(next) ?? []), ...stretch.set]);
      }
      const node =
        groups.size === 0 ? null : [...groups].map(([next, set]) => ({ set: rangesOf(set), next }));
      memory.set(key, node);
      return node;
    };
    return visit(
      0,
      sets.map((_, row) => row),
    );
  }

  /** A column's domain by the rows that are left there; what the same rows are left in is one stretch. */
  #stretches(
    domain: Ranges,
    rows: readonly number[],
    setOf: (row: number) => Ranges,
  ): { set: Ranges; rows: readonly number[] }[] {
    const changes = new Map<number, { in: number[]; out: number[] }>();
    const at = (place: number) => {
      const known = changes.get(place) ?? { in: [], out: [] };
      changes.set(place, known);
      return known;
    };
    for (const row of rows)
      for (const [from, to] of setOf(row)) {
        at(from).in.push(row);
        at(to + 1).out.push(row);
      }
    for (const [from, to] of domain) {
      at(from);
      at(to + 1);
    }
    const places = [...changes.keys()].sort((a, b) => a - b);
    const active = new Set<number>();
    const found = new Map<string, { set: (readonly [number, number])[]; rows: readonly number[] }>();
    places.forEach((place, index) => {
      const change = changes.get(place);
      for (const row of change?.out ?? []) active.delete(row);
      for (const row of change?.in ?? []) active.add(row);
      const end = places[index + 1];
      if (end === undefined) return;
      const inside = both([[place, end - 1]], domain);
      if (inside.length === 0) return;
      this.work.left -= active.size + 1;
      const left = [...active].sort((a, b) => a - b);
      const key = left.join();
      const known = found.get(key);
      if (known === undefined) found.set(key, { set: [...inside], rows: left });
      else known.set.push(...inside);
    });
    return [...found.values()];
  }

  #collect(node: Node, before: readonly Ranges[], found: Box[], most: number): boolean {
    if (node === null) return true;
    if (node === 'open') {
      if (found.length >= most) return false;
      found.push(before);
      return true;
    }
    return node.every(({ set, next }) => this.#collect(next, [...before, set], found, most));
  }

  /** As far as no row is met, one column after the other. */
  #widened(box: Box, boxes: readonly Box[]): Box {
    let wide = box;
    for (const [column, domain] of this.#domains.entries()) {
      const taken = boxes
        .filter((other) => wide.every((set, at) => at === column || meet(set, other[at] ?? [])))
        .flatMap((other) => [...(other[column] ?? [])]);
      wide = wide.with(column, without(domain, rangesOf(taken)));
    }
    return wide;
  }
}

/** Whether one of the others takes it in; of two that are the same the first stays. */
function isTaken(box: Box, index: number, all: readonly Box[]): boolean {
  return all.some((other, at) => {
    if (at === index) return false;
    const isInside = box.every((set, column) => isWithin(set, other[column] ?? []));
    const isSame = isInside && box.every((set, column) => isSameSet(set, other[column] ?? []));
    return isInside && (!isSame || at < index);
  });
}
