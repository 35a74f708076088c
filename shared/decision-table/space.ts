import type { Cell, CellPart } from './cells.ts';
import { momentText } from './dates.ts';
import { areApart, holdsWhole, isSame, numberBetween } from './numbers.ts';
import { rangesOf, without, type Ranges } from './ranges.ts';

export type ColumnValue = number | string | boolean | null;

/** What a column's values can be, apart from its cells. */
export interface ColumnKind {
  readonly type: 'number' | 'text' | 'boolean' | 'date-time';
  /** There may be no value. */
  readonly optional: boolean;
  /** Counts: only whole numbers. */
  readonly whole: boolean;
  /** All texts that there are; null where it may be any. */
  readonly values: readonly string[] | null;
  readonly utcOffset: string;
  readonly unitsPerMs: number;
}

/**
 * The values of a column cut into atoms, so that every cell of it is a set of atoms: of numbers each limit and what lies between two, of texts
 * and booleans each word, of open texts all others as one; last, where it may be missing, no value.
 */
export interface ColumnSpace {
  /** The atoms that there are; of those of numbers some hold none. */
  readonly domain: Ranges;
  setOf(cell: Cell): Ranges;
  /** A value of an atom. */
  sample(atom: number): ColumnValue;
  /** A cell that says a set. */
  cellText(set: Ranges): string;
}

export type SpaceOutcome =
  | { readonly ok: true; readonly space: ColumnSpace }
  | { readonly ok: false; readonly low: number; readonly high: number };

/** `cells`: every cell of the column, that of its allowed values included. Not made where two limits cannot be told apart. */
export function spaceOf(kind: ColumnKind, cells: readonly Cell[]): SpaceOutcome {
  const parts = cells.flatMap((cell) => (cell.any ? [] : cell.parts));
  if (kind.type === 'text' || kind.type === 'boolean') return { ok: true, space: wordSpace(kind, parts) };
  const limits: number[] = [];
  const named = parts.flatMap((part) =>
    part.kind === 'interval' ? [part.low, part.high].flatMap((limit) => (limit ? [limit.value] : [])) : [],
  );
  for (const limit of named.sort((a, b) => a - b)) {
    const last = limits.at(-1);
    if (last !== undefined && limit === last) continue;
    if (last !== undefined && !areApart(last, limit)) return { ok: false, low: last, high: limit };
    limits.push(limit);
  }
  return { ok: true, space: numberSpace(kind, limits) };
}

/** Set of a cell by the sets of its parts. `absent`: the atom of no value. */
function cellSet(
  cell: Cell,
  all: Ranges,
  absent: number | null,
  partSet: (part: CellPart) => Ranges,
): Ranges {
  if (cell.any) return all;
  const named = rangesOf(cell.parts.flatMap((part) => partSet(part)));
  if (!cell.not) return named;
  const given = absent === null ? all : without(all, [[absent, absent]]);
  return without(given, named);
}

function wordSpace({ type, optional, values }: ColumnKind, parts: readonly CellPart[]): ColumnSpace {
  const named = parts.flatMap((part) => (part.kind === 'value' ? [part.value] : []));
  const words = type === 'boolean' ? [true, false] : [...new Set([...(values ?? []), ...named])];
  const isOpen = type === 'text' && values === null;
  const last = words.length + (isOpen ? 1 : 0) + (optional ? 1 : 0) - 1;
  const absent = optional ? last : null;
  const place = new Map(words.map((word, index) => [word, index]));
  const all: Ranges = [[0, last]];
  const isDomain = (word: string | boolean) => values === null || values.includes(String(word));
  // A word that no input can be is an atom too, but none of the domain.
  const outside = words.flatMap((word, index) => (isDomain(word) ? [] : [[index, index] as const]));
  const quoted = (word: string | boolean) => (typeof word === 'string' ? quotedText(word) : String(word));
  const other = () => {
    for (let text = '…'; ; text += '…') if (!place.has(text)) return text;
  };
  const atomsIn = (set: Ranges) =>
    set.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, index) => from + index));
  return {
    domain: without(all, outside),
    setOf: (cell) =>
      cellSet(cell, all, absent, (part) => {
        const at =
          part.kind === 'none' ? absent : part.kind === 'value' ? (place.get(part.value) ?? null) : null;
        return at === null ? [] : [[at, at]];
      }),
    sample: (atom) => (atom === absent ? null : (words[atom] ?? other())),
    cellText(set) {
      if (set.length === 1 && set[0]?.[0] === 0 && set[0][1] === last) return '-';
      const named0 = atomsIn(set);
      if (isOpen && named0.includes(words.length)) {
        const missing = atomsIn(without(all, set));
        // All but some words; with no value among them it takes two cells, and the one without it is told.
        const excluded = missing.filter((atom) => atom !== absent).map((atom) => quoted(words[atom] ?? ''));
        return excluded.length === 0 ? 'not(null)' : `not(${excluded.join(', ')})`;
      }
      return named0.map((atom) => (atom === absent ? 'null' : quoted(words[atom] ?? ''))).join(', ');
    },
  };
}

export const quotedText = (text: string): string =>
  `"${text.replaceAll(/["\\]/g, String.raw`\$&`).replaceAll('\n', String.raw`\n`)}"`;

/** Even atoms lie between limits, odd ones are limits: atom 2k + 1 is limit k. */
function numberSpace(kind: ColumnKind, limits: readonly number[]): ColumnSpace {
  const { optional, whole } = kind;
  const last = limits.length * 2;
  const absent = optional ? last + 1 : null;
  const all: Ranges = [[0, absent ?? last]];
  const at = new Map(limits.map((limit, index) => [limit, index * 2 + 1]));
  const between = (atom: number) =>
    [limits[atom / 2 - 1] ?? -Infinity, limits[atom / 2] ?? Infinity] as const;
  const isWhole = (atom: number) =>
    atom % 2 === 0
      ? holdsWhole(...between(atom))
      : isSame(limits[(atom - 1) / 2] ?? 0, Math.round(limits[(atom - 1) / 2] ?? 0));
  const empty = whole
    ? Array.from({ length: last + 1 }, (_, atom) => atom).filter((atom) => !isWhole(atom))
    : [];
  const partSet = (part: CellPart): Ranges => {
    if (part.kind === 'none') return absent === null ? [] : [[absent, absent]];
    if (part.kind !== 'interval') return [];
    const low = part.low === null ? 0 : (at.get(part.low.value) ?? 0) + (part.lowOpen ? 1 : 0);
    const high = part.high === null ? last : (at.get(part.high.value) ?? 0) - (part.highOpen ? 1 : 0);
    return [[low, high]];
  };
  const sample = (atom: number): ColumnValue => {
    if (atom === absent) return null;
    if (atom % 2 === 1) return limits[(atom - 1) / 2] ?? 0;
    const [low, high] = between(atom);
    const round = numberBetween(low, high);
    if (!whole || Number.isInteger(round)) return round;
    return low === -Infinity ? Math.floor(round) : Math.floor(low) + 1;
  };
  return {
    domain: without(
      all,
      empty.map((atom) => [atom, atom] as const),
    ),
    setOf: (cell) => cellSet(cell, all, absent, partSet),
    sample,
    cellText: (set) => numberCell(set, { kind, limits, last, absent }),
  };
}

interface NumberAtoms {
  readonly kind: ColumnKind;
  readonly limits: readonly number[];
  readonly last: number;
  readonly absent: number | null;
}

function numberCell(set: Ranges, { kind, limits, last, absent }: NumberAtoms): string {
  const said = (limit: number, isExact: boolean) => {
    if (kind.type !== 'date-time') return String(limit);
    const text = momentText(limit / kind.unitsPerMs, kind.utcOffset);
    // A day alone would stand for the whole of it.
    return isExact && text.length === 10 ? `${text}T00:00` : text;
  };
  const parts = set.flatMap(([from, to]): string[] => {
    if (from === absent) return ['null'];
    const tail = absent !== null && to === absent ? ['null'] : [];
    const end = Math.min(to, last);
    const lowOpen = from % 2 === 0;
    const highOpen = end % 2 === 0;
    const low = from === 0 ? null : (limits[Math.ceil(from / 2) - 1] ?? null);
    const high = end === last ? null : (limits[Math.ceil(end / 2) - (highOpen ? 0 : 1)] ?? null);
    if (low === null && high === null) return tail.length > 0 ? ['-'] : ['not(null)'];
    if (low === null) return [`${highOpen ? '<' : '<='} ${said(high ?? 0, !highOpen)}`, ...tail];
    if (high === null) return [`${lowOpen ? '>' : '>='} ${said(low, lowOpen)}`, ...tail];
    if (from === end && !lowOpen) return [said(low, true), ...tail];
    const range = `${lowOpen ? '(' : '['}${said(low, lowOpen)}..${said(high, !highOpen)}${highOpen ? ')' : ']'}`;
    return [range, ...tail];
  });
  return parts.length === 1 && parts[0] === 'not(null)' && absent === null ? '-' : parts.join(', ');
}
