import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonPlaces, lineOf } from './json-places.ts';

it('knows where each value begins', () => {
  const text = '{\n  "a": [1, {"b": "x"}],\n  "한글": null\n}';
  const found = jsonPlaces(text);
  if (!found.ok) throw new Error('that is JSON');
  const begins = (path: string) => text.slice(found.places.get(path), (found.places.get(path) ?? 0) + 3);
  expect(['a.0', 'a.1.b', '한글'].map(begins)).toEqual(['1, ', '"x"', 'nul']);
  expect(lineOf(text, found.places.get('한글') ?? 0)).toEqual({ line: 3, column: 9 });
});

it.each([
  ['{"a": }', 6],
  ['{"a": 1,}', 8],
  ['[1, 2', 5],
  ['{"v":01}', 5],
  ['{"v":NaN}', 5],
  ['{} x', 3],
  ['"tab\there"', 0],
  ['', 0],
])('%s is no JSON from %d on', (text, at) => {
  expect(jsonPlaces(text)).toEqual({ ok: false, at });
  expect(() => JSON.parse(text) as unknown).toThrow(/JSON/);
});

it('takes for JSON what JSON.parse takes, and nothing else', () => {
  const broken = fc.tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '}', '"', '1', ' ', '\\', '\n'));
  fc.assert(
    fc.property(broken, ([json, where, sign]) => {
      const at = where % (json.length + 1);
      const text = json.slice(0, at) + sign + json.slice(at + (sign === '' ? 1 : 0));
      let isJson = true;
      try {
        JSON.parse(text);
      } catch {
        isJson = false;
      }
      expect(jsonPlaces(text).ok).toBe(isJson);
    }),
    { numRuns: 2_000 },
  );
});
