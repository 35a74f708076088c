import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from './random.ts';

const PAGE = 4_096;

/** Ways a store's files are spoiled while nobody looks. Each gets whole numbers below a limit by chance. */
const WAYS: Readonly<
  Record<string, (folder: string, below: (limit: number) => number, older: string) => string>
> = {
  'a bit of the database': (folder, below) => flip(join(folder, 'station.db'), below),
  'a bit of a page in use': (folder, below) => flip(join(folder, 'station.db'), below),
  'a bit of the log': (folder, below) => flip(join(folder, 'station.db-wal'), below),
  'the database cut': (folder, below) => cut(join(folder, 'station.db'), below),
  'the log cut': (folder, below) => cut(join(folder, 'station.db-wal'), below),
  'a page of zeros': (folder, below) => onPages(folder, below, (page) => page.fill(0)),
  'a page of other bytes': (folder, below) =>
    onPages(folder, below, (page) => page.forEach((_, index) => (page[index] = below(256)))),
  'two pages changed places': (folder, below) =>
    onPages(folder, below, (page, other) => {
      const first = Buffer.from(page);
      other.copy(page);
      first.copy(other);
    }),
  'a page twice': (folder, below) => onPages(folder, below, (page, other) => void page.copy(other)),
  'no log': (folder) => {
    rmSync(join(folder, 'station.db-wal'));
    return 'removed';
  },
  'an older log': (folder, _, older) => replace(folder, older, ['station.db-wal']),
  'an older store': (folder, _, older) => replace(folder, older, ['station.db', 'station.db-wal']),
};

export const WAYS_TO_SPOIL = Object.keys(WAYS);

function flip(file: string, below: (limit: number) => number): string {
  const content = readFileSync(file);
  const at = below(content.length);
  content.writeUInt8(content.readUInt8(at) ^ (1 << below(8)), at);
  writeFileSync(file, content);
  return `bit of byte ${at}`;
}

function cut(file: string, below: (limit: number) => number): string {
  const content = readFileSync(file);
  const length = below(content.length);
  writeFileSync(file, content.subarray(0, length));
  return `${length} of ${content.length} bytes`;
}

function onPages(
  folder: string,
  below: (limit: number) => number,
  change: (page: Buffer, other: Buffer) => void,
): string {
  const file = join(folder, 'station.db');
  const content = readFileSync(file);
  const pages = content.length / PAGE;
  const [one, two] = [below(pages), below(pages)];
  const page = (number: number) => content.subarray(number * PAGE, (number + 1) * PAGE);
  change(page(one), page(two));
  writeFileSync(file, content);
  return `pages ${one + 1} and ${two + 1}`;
}

function replace(folder: string, older: string, names: readonly string[]): string {
  for (const name of names) writeFileSync(join(folder, name), readFileSync(join(older, name)));
  return 'replaced';
}

/** Spoils a store's files by a seed; says how. `older` holds the same files as they were before. */
export function spoil(folder: string, older: string, seed: number): string {
  // Neighbouring seeds begin with neighbouring numbers.
  const random = createRandom(createRandom(seed)() * 4_294_967_296);
  const way = WAYS_TO_SPOIL[seed % WAYS_TO_SPOIL.length] ?? '';
  const below = (limit: number) => Math.floor(random() * limit);
  return `${way}: ${WAYS[way]?.(folder, below, older)}`;
}
