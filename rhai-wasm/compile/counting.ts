import { NONE } from './values.ts';
import { get, int, OP, set, type Code } from './wasm-module.ts';

/** A bit of a local that is set where a condition held; at a place that is passed once a row it says the same as the condition. */
export interface Bit {
  readonly word: number;
  readonly mask: number;
}

/** Operations that hang on a condition (0 or 1 on the stack), and the bit that says the same, if there is one. */
interface PendingWord {
  readonly condition: Code;
  readonly times: number;
  readonly bit?: Bit | undefined;
}

/** Operations that are not counted yet: a number, and those that hang on conditions. */
export interface Pending {
  count: number;
  words: PendingWord[];
}

/** How many of some bits are set. */
function countOf(word: number, held: readonly PendingWord[]): Code {
  const mask = held.reduce((all, { bit }) => all | (bit?.mask ?? 0), 0);
  return [get(word), int(mask), OP.i32_and, OP.i32_popcnt];
}

/** Counts what has been added up. */
export function counting(operations: number, { count, words }: Pending): Code {
  if (count === 0 && words.length === 0) return [];
  const sums = [...Map.groupBy(words, ({ times }) => times)].map(([times, same]): Code => {
    const byWord = Map.groupBy(same, ({ bit }) => bit?.word ?? NONE);
    const parts = [...byWord].flatMap(([word, held]): Code[] =>
      word === NONE ? held.map(({ condition }) => condition) : [countOf(word, held)],
    );
    const sum = parts.flatMap((part, index) => [part, ...(index === 0 ? [] : [OP.i32_add])]);
    return times === 1 ? sum : [sum, int(times), OP.i32_mul];
  });
  return [
    get(operations),
    int(count),
    OP.i32_add,
    ...sums.flatMap((sum) => [sum, OP.i32_add]),
    set(operations),
  ];
}
