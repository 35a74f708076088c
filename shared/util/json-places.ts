/** Where a text stops being JSON, or where each value of it begins: offsets by dotted path, '' for the whole. */
export type JsonPlaces =
  | { readonly ok: true; readonly places: ReadonlyMap<string, number> }
  | { readonly ok: false; readonly at: number };

const SPACE = /[ \t\n\r]*/y;
const TEXT = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const PLAIN = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.])/y;
const MOST_LEVELS = 100;

class Faulty extends Error {
  readonly at: number;
  constructor(at: number) {
    super('no JSON');
    this.at = at;
  }
}

/** Reads JSON for its places only; `JSON.parse` gives the values. More than 100 levels deep counts as faulty. */
export function jsonPlaces(text: string): JsonPlaces {
  const places = new Map<string, number>();
  let at = 0;
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? null;
    if (found !== null) at += found.length;
    return found;
  };
  const sign = (expected: string): boolean => {
    take(SPACE);
    if (text[at] !== expected) return false;
    at += 1;
    return true;
  };
  const required = (expected: string): void => {
    if (!sign(expected)) throw new Faulty(at);
  };
  const list = (end: string, item: (index: number) => void): void => {
    if (sign(end)) return;
    for (let index = 0; ; index += 1) {
      item(index);
      if (sign(end)) return;
      required(',');
    }
  };
  const value = (path: string, level: number): void => {
    take(SPACE);
    places.set(path, at);
    if (level > MOST_LEVELS) throw new Faulty(at);
    const below = (key: string | number) => (path === '' ? String(key) : `${path}.${key}`);
    if (sign('{')) {
      list('}', () => {
        take(SPACE);
        const key = take(TEXT);
        if (key === null) throw new Faulty(at);
        required(':');
        value(below(JSON.parse(key) as string), level + 1);
      });
    } else if (sign('[')) list(']', (index) => value(below(index), level + 1));
    else if (take(TEXT) === null && take(PLAIN) === null) throw new Faulty(at);
  };
  try {
    value('', 0);
    take(SPACE);
    if (at < text.length) throw new Faulty(at);
    return { ok: true, places };
  } catch (error) {
    if (error instanceof Faulty) return { ok: false, at: error.at };
    throw error;
  }
}

/** The line and column, from 1, of an offset in a text. */
export function lineOf(text: string, at: number): { line: number; column: number } {
  const before = text.slice(0, at);
  const start = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: at - start + 1 };
}
