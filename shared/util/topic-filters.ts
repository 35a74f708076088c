/**
 * Reasoning over MQTT topic filters (MQTT 5.0, section 4.7): which topics two of them share, and what is left of one
 * beside others. Exact: over all topics there can be, not only those seen.
 */

interface Shape {
  /** A text, or null for `+`. */
  readonly levels: readonly (string | null)[];
  /** Whether it ends in `#`. */
  readonly open: boolean;
}

function shapeOf(filter: string): Shape {
  const levels = filter.split('/');
  const open = levels.at(-1) === '#';
  if (open) levels.pop();
  // There is no topic without a level, so # alone is +/#.
  if (levels.length === 0) return { levels: [null], open };
  return { levels: levels.map((level) => (level === '+' ? null : level)), open };
}

/** A level that no filter names. */
const ANY = '\u0000';
/** States looked at before giving up; far more than plants' filters come to. */
const MAX_STATES = 20_000;

/** Whether a level's filter takes a text; names that start with $ are taken by no wildcard in first place. */
function takes(level: string | null, text: string, depth: number): boolean {
  if (level !== null) return level === text;
  return !(depth === 0 && text.startsWith('$'));
}

/** Whether a filter can go on after having taken `depth` levels with this text next. */
function goesOn({ levels, open }: Shape, depth: number, text: string): boolean {
  const level = levels[depth];
  return level === undefined ? open : takes(level, text, depth);
}

/** Whether a topic may end after `depth` levels. */
function mayEnd({ levels, open }: Shape, depth: number): boolean {
  return depth === levels.length || (open && depth > levels.length);
}

/** Texts that filters name in a place. */
function textsAt(shapes: readonly Shape[], depth: number): Set<string> {
  return new Set(shapes.flatMap(({ levels }) => levels[depth] ?? []));
}

/** A text for "anything else". */
function otherThan(texts: ReadonlySet<string>, wish: string): string {
  let text = wish;
  for (let number = 2; texts.has(text) || text.startsWith('$'); number += 1) text = `${wish}${number}`;
  return text;
}

/**
 * A topic that matches `all` of the filters and `none` of the others, or null where there is none; undefined where
 * that is too much to look for. Levels that may be anything are written as `example`.
 */
export function topicOf(
  all: readonly string[],
  none: readonly string[],
  example: (depth: number) => string = () => 'x',
): string | null | undefined {
  const wanted = all.map(shapeOf);
  const unwanted = none.map(shapeOf);
  const every = [...wanted, ...unwanted];
  const longest = Math.max(...every.map(({ levels }) => levels.length)) + 1;
  const dead = new Set<string>();
  let states = 0;

  const search = (depth: number, alive: readonly number[], taken: readonly string[]): string[] | null => {
    if (depth > 0 && wanted.every((shape) => mayEnd(shape, depth)))
      if (!alive.some((index) => mayEnd(unwanted[index] as Shape, depth))) return [...taken];
    // Beyond the longest filter every level is like the one before.
    if (depth > longest) return null;
    const key = `${depth}:${alive.join()}`;
    if (dead.has(key)) return null;
    states += 1;
    if (states > MAX_STATES) throw new RangeError('too many states');
    const shapes = [...wanted, ...alive.map((index) => unwanted[index] as Shape)];
    const texts = textsAt(shapes, depth);
    for (const text of [ANY, ...texts]) {
      if (!wanted.every((shape) => goesOn(shape, depth, text))) continue;
      const left = alive.filter((index) => goesOn(unwanted[index] as Shape, depth, text));
      const found = search(depth + 1, left, [
        ...taken,
        text === ANY ? otherThan(textsAt(every, depth), example(depth)) : text,
      ]);
      if (found !== null) return found;
    }
    dead.add(key);
    return null;
  };

  try {
    return search(0, [...unwanted.keys()], [])?.join('/') ?? null;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Whether every topic of `narrow` is one of `wide` too. */
export function covers(wide: string, narrow: string): boolean {
  return topicOf([narrow], [wide]) === null;
}

/** Whether some topic matches both. */
export function overlap(one: string, other: string): boolean {
  return typeof topicOf([one, other], []) === 'string';
}

/** The filters without those that another one covers, in their order; the first of equal ones stays. */
export function withoutCovered(filters: readonly string[]): string[] {
  return filters.filter(
    (filter, index) =>
      !filters.some(
        (other, at) => at !== index && covers(other, filter) && (!covers(filter, other) || at < index),
      ),
  );
}
