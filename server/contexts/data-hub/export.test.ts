import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { exportLineSchema, type ExportQuery } from '../../../shared/contract/export.ts';
import { openTestHub, type TestHub } from '../../../tests/support/test-hub.ts';
import { exportParts } from './export.ts';

const MACHINE = 's/a/l/e';
const SECOND = 1_000;

let test: TestHub;
beforeEach(async () => {
  test = await openTestHub();
});
afterEach(() => test.close());

type Value = number | string | boolean | null;

const send = (tag: string, samples: readonly { v: Value; t: number; q?: number; seq?: number }[]) =>
  test.send(`aif/v1/${MACHINE}/${tag}`, JSON.stringify(samples));

async function exported(query: Partial<ExportQuery> & Pick<ExportQuery, 'tag'>) {
  const texts: string[] = [];
  let rows = 0;
  for await (const part of exportParts((asked) => test.hub.exportPart(asked), { format: 'csv', ...query })) {
    texts.push(part.text);
    rows += part.rows;
  }
  return { text: texts.join(''), rows, parts: texts.length };
}

const cells = (csv: string) => parse(csv, { columns: true }) as Record<string, string>[];
const lines = (jsonl: string) =>
  jsonl
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => exportLineSchema.parse(JSON.parse(line)));
const samplesOf = (jsonl: string) => lines(jsonl).flatMap((line) => ('value' in line ? [line] : []));
const iso = (at: number) => new Date(at).toISOString();

it('writes a row a sample, oldest first, tag by tag, with quality, and says where a silence was', async () => {
  const start = test.now - 3_600 * SECOND;
  await send('b', [{ v: true, t: start }]);
  await send(
    'a',
    [0, 1, 2, 3, 100].map((second) => ({
      v: second / 10,
      t: start + second * SECOND,
      q: second === 2 ? 0 : 192,
    })),
  );
  const { text, rows } = await exported({ tag: [`${MACHINE}/*`] });
  expect(text.split('\r\n')).toEqual([
    'time,tag,value,quality,gap_seconds',
    `${iso(start)},${MACHINE}/a,0,192,`,
    `${iso(start + SECOND)},${MACHINE}/a,0.1,192,`,
    `${iso(start + 2 * SECOND)},${MACHINE}/a,0.2,0,`,
    `${iso(start + 3 * SECOND)},${MACHINE}/a,0.3,192,`,
    `${iso(start + 100 * SECOND)},${MACHINE}/a,10,192,97`,
    `${iso(start)},${MACHINE}/b,true,192,`,
    '',
  ]);
  expect(rows).toBe(6);
});

it('takes both ends of its range, and a silence that began before it', async () => {
  const start = test.now - 3_600 * SECOND;
  await send(
    'a',
    [0, 1, 2, 60, 61].map((second) => ({ v: second, t: start + second * SECOND, seq: second })),
  );
  const range = { from: iso(start + 3 * SECOND), to: iso(start + 60 * SECOND) };
  const { text } = await exported({ tag: `${MACHINE}/a`, format: 'jsonl', ...range });
  expect(lines(text)).toEqual([
    { tag: `${MACHINE}/a`, at: iso(start + 60 * SECOND), value: 60, quality: 192, seq: 60, gapMs: 58_000 },
  ]);
});

it('ends with what was there when it began, however fast more comes', async () => {
  await send(
    'a',
    Array.from({ length: 10_000 }, (_, index) => ({ v: index, t: test.now - 20_000 + index })),
  );
  const parts = exportParts((asked) => test.hub.exportPart(asked), { tag: `${MACHINE}/a`, format: 'jsonl' });
  let rows = 0;
  for await (const part of parts) {
    rows += part.rows;
    test.now += 1_000;
    await send(
      'a',
      Array.from({ length: 5_000 }, (_, index) => ({ v: index, t: test.now - 500 + index / 10 })),
    );
  }
  expect(rows).toBe(10_000);
});

it('makes no cell a formula, and tells texts, numbers and "no value" apart', async () => {
  const texts = [
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '＝1',
    '"quoted", with comma\r\nand line',
    '',
    '12',
    '불량',
  ];
  await send('=t', [
    ...texts.map((v, index) => ({ v, t: test.now - 60_000 + index })),
    { v: null, t: test.now - 1_000 },
  ]);
  const { text } = await exported({ tag: `${MACHINE}/=t` });
  const values = cells(text).map(({ value }) => value);
  expect(values).toEqual([
    ...["'=1+1", '+1', '-1', "'@SUM(A1)", "'\t=1", "'\r=1", "'＝1"],
    ...['"quoted", with comma\r\nand line', '', '12', '불량', ''],
  ]);
  expect(text).toMatch(/,"12",192/);
  expect(text).toMatch(/,"",192/);
  expect(text).toMatch(/,,0,/);
  expect((await exported({ tag: `${MACHINE}/=t`, format: 'jsonl' })).text.split('\n')).toHaveLength(13);
});

it('writes every number so that it reads back as the same (property)', async () => {
  let tag = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 40 }),
      async (numbers) => {
        const path = `n${tag++}`;
        // JSON.stringify would make −0 a 0.
        const body = numbers.map(
          (v, i) => `{"v":${Object.is(v, -0) ? '-0' : v},"t":${test.now - 60_000 + i}}`,
        );
        await test.send(`aif/v1/${MACHINE}/${path}`, `[${body.join(',')}]`);
        const read = async (format: 'csv' | 'jsonl') =>
          (await exported({ tag: `${MACHINE}/${path}`, format })).text;
        const back = samplesOf(await read('jsonl')).map(({ value }) => value);
        expect(back).toHaveLength(numbers.length);
        back.forEach((value, index) => expect(value).toBe(numbers[index]));
        cells(await read('csv')).forEach(({ value }, index) => expect(Number(value)).toBe(numbers[index]));
      },
    ),
    { numRuns: 30 },
  );
});

it('loses and doubles nothing at the borders of its parts, equal times and late samples included', async () => {
  const start = test.now - 3_600 * SECOND;
  const sent = Array.from({ length: 9_000 }, (_, index) => ({
    v: index,
    t: start + Math.floor(index / 3),
    seq: index,
  }));
  await send(
    'a',
    sent.filter(({ v }) => v % 7 !== 0),
  );
  await send(
    'a',
    sent.filter(({ v }) => v % 7 === 0),
  );
  const { text, parts } = await exported({ tag: `${MACHINE}/a`, format: 'jsonl' });
  expect(parts).toBeGreaterThan(2);
  expect(samplesOf(text).map(({ value, seq }) => [value, seq])).toEqual(sent.map(({ v, seq }) => [v, seq]));
});

it('refuses what it cannot do', async () => {
  await send('a', [{ v: 1, t: test.now }]);
  const tag = `${MACHINE}/a`;
  await expect(exported({ tag: [tag, `${MACHINE}/none`] })).rejects.toMatchObject({ code: 'TAG_NOT_FOUND' });
  await expect(exported({ tag: 'x/*/*/*/*' })).rejects.toMatchObject({ code: 'TAG_NOT_FOUND' });
  await expect(exported({ tag, from: iso(test.now), to: iso(test.now - 1) })).rejects.toMatchObject({
    code: 'VALIDATION_FAILED',
  });
  await expect(test.hub.exportPart({ tag, format: 'csv', cursor: 'nonsense' })).rejects.toMatchObject({
    code: 'VALIDATION_FAILED',
  });
});
