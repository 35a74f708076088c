import { expect, it } from 'vitest';
import { ingestLineSchema } from '../../../../shared/contract/sources.ts';
import { readHttpLine } from './http-line.ts';

const NOW = Date.UTC(2026, 10, 28, 12);
const TAG = { tag: 's/a/l/e/t', v: 1 };
const GROUP = { equipment: 's/a/l/e', values: { a: 1, b: null, c: '가동', d: true } };

it.each([
  [TAG, true],
  [{ ...TAG, v: null, t: null, q: null, seq: null }, true],
  [{ ...TAG, t: '2026-11-28T11:00:00.000+09:00', q: 0, seq: 0 }, true],
  [{ ...TAG, t: NOW }, true],
  [GROUP, true],
  [{ ...GROUP, t: NOW, q: 500, seq: 7 }, true],
  [{ ...TAG, u: '°C' }, true],
  [{ ...GROUP, units: { a: 'bar', b: null } }, true],
  [{ ...TAG, v: {} }, false],
  [{ ...TAG, q: -1 }, false],
  [{ ...TAG, seq: 0.5 }, false],
  [{ ...TAG, t: 'soon' }, false],
  [{ ...TAG, unit: 'bar' }, false],
  [{ ...TAG, equipment: 's/a/l/e' }, false],
  [{ ...GROUP, v: 1 }, false],
  [{ tag: 's/a/l/e', v: 1 }, false],
  [{ equipment: 's/a/l/e/t', values: {} }, false],
  [{ v: 1 }, false],
])('%j: what is published of a line is what is read', (line, isLine) => {
  expect(ingestLineSchema.safeParse(line).success).toBe(isLine);
  const { content } = readHttpLine(new TextEncoder().encode(JSON.stringify(line)), NOW);
  expect(content.faults.length === 0 && content.readings.length > 0).toBe(isLine);
});

it('every member that is read is published, and no other', () => {
  const members = (line: object) => {
    const { content } = readHttpLine(new TextEncoder().encode(JSON.stringify({ ...line, other: 1 })), NOW);
    const known = String(content.faults[0]?.reason.parameters?.['known']);
    return known.split(', ').map((member) => JSON.parse(member) as string);
  };
  const published = ingestLineSchema.options.map(({ shape }) => Object.keys(shape).toSorted());
  expect([TAG, GROUP].map((line) => members(line).toSorted())).toEqual(published);
});
