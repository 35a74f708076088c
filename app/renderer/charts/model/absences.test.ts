import { expect, it } from 'vitest';
import { faultColumns } from './absences.ts';
import { SampleBuffer } from './sample-buffer.ts';

it('marks the columns of silences too short to be seen, of moments without a value and of bad values, and no others', () => {
  const buffer = new SampleBuffer(1_024);
  for (let at = 0; at < 1_000; at += 5)
    buffer.insert(at, at >= 300 && at <= 310 ? NaN : 1, at === 705 ? 0 : 192);
  const gaps = {
    list: [
      { from: 55, to: 63 },
      { from: 100, to: 140 },
      { from: -20, to: -5 },
      { from: 995, to: 1_020 },
    ],
  };
  const { absent, bad } = faultColumns([{ buffer, gaps }], { from: 0, to: 1_000, columns: 100 });
  const marked = (columns: Uint8Array) =>
    [...columns].flatMap((mark, column) => (mark === 1 ? [column] : []));
  expect([marked(absent), marked(bad)]).toEqual([[5, 6, 30, 31, 99], [70]]);
});
