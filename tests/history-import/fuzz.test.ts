import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { headOf } from '../../server/contexts/history-import/csv.ts';
import { previewOf } from '../../server/contexts/history-import/preview.ts';
import { readFile } from '../../server/contexts/history-import/storage/read-file.ts';
import { StageReader } from '../../server/contexts/history-import/storage/stage-file.ts';
import { temporaryFolder } from '../support/folder.ts';

/** Random and mutated rows: 10,000 here, a million with AIF_FUZZ_ROWS=1000000. Same seed, same rows. */
const ROWS = Number(process.env.AIF_FUZZ_ROWS ?? 10_000);
const ROWS_A_FILE = 2_500;
const SEED = Number(process.env.AIF_FUZZ_SEED ?? 1);
const NOW = Date.UTC(2026, 10, 28);

function random(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
}

const CELLS = [
  '2026-11-01 07:15:00',
  '2026. 11. 1. 오전 7:15:00',
  '01.11.2026 07:15',
  '1386018900',
  '46354.3',
  '2026-02-30 00:00',
  '73.9',
  '-1e309',
  '1.234,5',
  '',
  'NaN',
  '-0',
  '=1+1',
  '"',
  '""',
  '"a;b"',
  "'",
  '자동',
  '\u0000',
  '\uFFFD',
  '\uD800',
  's/a/l/e/t',
  '../../x',
  '+/#',
  'x'.repeat(300),
  '9'.repeat(400),
  '\t',
  ';;;',
  ',,',
  '0x10',
  'Infinity',
  'true',
];

function fileOf(pick: (below: number) => number): Buffer {
  const delimiter = [',', ';', '\t', '|'][pick(4)] as string;
  const lines = [['time', 'tag', 'value', 'b'].slice(0, 2 + pick(3)).join(delimiter)];
  for (let row = 0; row < ROWS_A_FILE; row += 1) {
    const good = [
      new Date(NOW - pick(1e9)).toISOString(),
      String(pick(1e6) / 100),
      's/a/l/e/t',
      String(pick(9)),
    ];
    const cells = good
      .slice(0, 1 + pick(4))
      .map((cell) => (pick(12) === 0 ? (CELLS[pick(CELLS.length)] as string) : cell));
    lines.push(cells.join(pick(200) === 0 ? ';' : delimiter));
  }
  const text = Buffer.from(lines.join(['\n', '\r\n'][pick(2)]), pick(5) === 0 ? 'utf16le' : 'utf8');
  // Bytes changed anywhere: broken characters, quotes without a pair, rows torn and joined.
  for (let change = pick(60); change > 0; change -= 1) text[pick(text.length)] = pick(256);
  return text;
}

it(
  'random and mutated files end with a figure for every row, and never otherwise',
  { timeout: 3_600_000 },
  async () => {
    const folder = temporaryFolder();
    const pick = random(SEED);
    const seen = { rows: 0, badRows: 0, values: 0, staged: 0, refused: 0 };
    for (let index = 0; seen.rows < ROWS; index += 1) {
      const bytes = fileOf(pick);
      const id = String(index);
      mkdirSync(join(folder.path, id));
      writeFileSync(join(folder.path, id, 'file.csv'), bytes);
      const head = headOf(bytes.subarray(0, 65_536), false, {});
      const { options, items } = previewOf(head, { equipment: 's/a/l/e' }, 'Europe/Berlin', NOW);
      expect(items.every(({ at }) => !Number.isNaN(Date.parse(at)))).toBe(true);
      const order = { id, options, skipBadRows: true, now: NOW, leaveFree: 0, mostTags: 20_000 };
      const read = await readFile(order, folder.path, { onBytes: () => {}, isCancelled: () => false });
      const staged = new StageReader(join(folder.path, id, 'stage.db'));
      const samples = staged.next({ tag: 0, at: 0 }, 1e9);
      // Every value is staged or a duplicate, no place twice, in order.
      expect(samples.length + read.duplicateInFile).toBe(read.values);
      samples.forEach(({ tag, at, value }, place) => {
        const before = samples[place - 1];
        if (before !== undefined && !(before.tag < tag || (before.tag === tag && before.at < at)))
          throw new Error('disorder');
        if (typeof value === 'number' && !Number.isFinite(value)) throw new Error('no finite number');
      });
      staged.close();
      if (read.badRows > 0) {
        expect(statSync(join(folder.path, id, 'errors.csv')).size).toBeGreaterThan(0);
        expect(readFileSync(join(folder.path, id, 'errors.csv'), 'utf8')).not.toMatch(/(^|,)"[=+@]/m);
        seen.refused += 1;
      }
      seen.rows += read.rows;
      seen.badRows += read.badRows;
      seen.values += read.values;
      seen.staged += samples.length;
    }
    process.stdout.write(`fuzz of imports: ${JSON.stringify(seen)}\n`);
    expect(seen.values).toBeGreaterThan(seen.rows / 10);
    expect(seen.badRows).toBeGreaterThan(seen.rows / 100);
    folder.remove();
  },
);
