/** `+` of texts, lists and maps. */
import { ARRAY, CHAR, MAP, NUMBER, of, TEXT, UNIT, UNKNOWN, type Value } from './values.ts';

/** Inputs that two values come from. */
export const sourcesOf = (x: Value, y: Value): readonly string[] | undefined => {
  if (x.sources === undefined || x.sources === y.sources) return y.sources ?? x.sources;
  return y.sources === undefined ? x.sources : [...new Set([...x.sources, ...y.sources])];
};

/** What is certainly of some types, or nothing. */
const isOnly = ({ mask }: Value, types: number): boolean =>
  (mask & types) !== 0 && (mask & ~(types | UNIT)) === 0;

/** `+` of texts, lists and maps; of what nobody knows it may be any of them, or a number. */
export function putTogether(x: Value, y: Value): Value | undefined {
  if (isOnly(x, TEXT | CHAR) || isOnly(y, TEXT | CHAR)) return joined(x, y);
  if (isOnly(x, ARRAY)) return of(ARRAY, { items: UNKNOWN });
  if (isOnly(x, MAP)) return of(MAP);
  if (((x.mask | y.mask) & (TEXT | CHAR | ARRAY | MAP)) === 0) return undefined;
  const text = ((x.mask | y.mask) & (TEXT | CHAR)) === 0 ? 0 : TEXT;
  const number = (x.mask & NUMBER) !== 0 && (y.mask & NUMBER) !== 0 ? NUMBER : 0;
  return of(text | number | (x.mask & (ARRAY | MAP)), { sources: sourcesOf(x, y), items: UNKNOWN });
}

function joined(x: Value, y: Value): Value {
  const [a, b] = [x.texts, y.texts];
  if (x.mask !== TEXT || y.mask !== TEXT || a === undefined || b === undefined || a.size * b.size > 50)
    return of(TEXT);
  return of(TEXT, {
    texts: new Map([...a].flatMap(([text, at]) => [...b.keys()].map((more) => [text + more, at] as const))),
  });
}
