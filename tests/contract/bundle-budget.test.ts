import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

/** The windows as they are shipped; made by the build before the tests. */
const PAGES = join(import.meta.dirname, '../../out/renderer');
const KIB = 1_024;

/** What a page may bring beside what every page has, KiB packed. A page that grows out of it is looked at, then given more. */
const BUDGETS: Readonly<Record<string, number>> = {
  OverviewPage: 7,
  MachinePage: 13,
  JudgmentsPage: 40,
  TrendsPage: 45,
  RulesPage: 12,
  RulesetPage: 62,
  ScriptTab: 12,
  ReplayPage: 5,
  DataPage: 2,
  SourcesView: 20,
  TagsView: 27,
  TopicsView: 16,
  ImportView: 12,
  UnreadableView: 4,
  HealthPage: 14,
  SettingsPage: 22,
};
/** Entry, its styles and what it imports: before anything is on screen, KiB packed. */
const ENTRY_BUDGET = 350;

const files = readdirSync(join(PAGES, 'assets'));
const sizes = new Map<string, number>();
const sizeOf = (file: string): number => {
  const known = sizes.get(file) ?? gzipSync(readFileSync(join(PAGES, 'assets', file))).length;
  sizes.set(file, known);
  return known;
};

/** A chunk and everything it imports before it runs; what is imported later (`import(…)`) is not among it. */
function closureOf(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  const text = readFileSync(join(PAGES, 'assets', file), 'utf8');
  for (const [, name = ''] of text.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) closureOf(name, found);
  return found;
}

const entry = (): Set<string> => {
  const html = readFileSync(join(PAGES, 'index.html'), 'utf8');
  const named = [...html.matchAll(/assets\/([\w.-]+\.(?:js|css))/g)].map(([, name = '']) => name);
  const found = new Set<string>();
  for (const name of named) {
    if (name.endsWith('.js')) closureOf(name, found);
    else found.add(name);
  }
  return found;
};
const kib = (chunks: Iterable<string>): number =>
  [...chunks].reduce((sum, file) => sum + sizeOf(file), 0) / KIB;
const chunkOf = (page: string): string => {
  const found = files.filter((file) => file.startsWith(`${page}-`) && file.endsWith('.js'));
  if (found.length !== 1) throw new Error(`${page}: ${found.length} chunks in out/renderer`);
  return found[0] as string;
};

describe('what a window loads', () => {
  it(`takes at most ${ENTRY_BUDGET} KiB before the first page`, () => {
    const size = kib(entry());
    console.log(`entry: ${size.toFixed(0)} KiB packed`);
    expect(size).toBeGreaterThan(50);
    expect(size).toBeLessThanOrEqual(ENTRY_BUDGET);
  });

  it.each(Object.entries(BUDGETS))('%s: at most %d KiB more', (page, budget) => {
    const before = entry();
    const own = [...closureOf(chunkOf(page))].filter((file) => !before.has(file));
    const size = kib(own);
    console.log(`${page}: ${size.toFixed(1)} KiB packed in ${own.length} chunks`);
    expect(size).toBeGreaterThan(0);
    expect(size).toBeLessThanOrEqual(budget);
  });

  it('charts, editor and the reader of tables come only with the pages that show them', () => {
    const heavy = (file: string) => /^(RuleEditor|ChartView|TextCompare|parser)-/.test(file);
    const light = ['OverviewPage', 'JudgmentsPage', 'RulesPage', 'DataPage', 'HealthPage', 'SettingsPage'];
    expect([...entry()].filter(heavy)).toEqual([]);
    for (const page of light) expect([...closureOf(chunkOf(page))].filter(heavy)).toEqual([]);
    expect(files.some(heavy)).toBe(true);
  });
});
