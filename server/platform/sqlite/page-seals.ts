import { join } from 'node:path';
import Database from 'better-sqlite3';
import { resourcePath } from '../entry-url.ts';

const ENDINGS: Readonly<Record<string, string>> = { win32: 'dll', darwin: 'dylib' };
let isLoaded = false;

/**
 * Puts the layer that seals and checks every page (`page-seals/page-seals.c`) below all connections that this process opens from
 * now on. It acts on databases whose pages have room for a seal, others pass through it unchanged.
 */
export function loadPageSeals(): void {
  if (isLoaded) return;
  const { platform, arch } = process;
  const file = join(resourcePath('pageSeals'), `${platform}-${arch}.${ENDINGS[platform] ?? 'so'}`);
  const database = new Database(':memory:');
  try {
    (database.loadExtension as (file: string, entry: string) => unknown).call(
      database,
      file,
      'sqlite3_pageseals_init',
    );
  } finally {
    database.close();
  }
  isLoaded = true;
}

/** Whether every page of a connection's database has a seal. */
export function isSealed(database: Database.Database): boolean {
  return database.prepare('SELECT pages_sealed()').pluck().get() === 1;
}

/** The first page from `from` on whose seal is broken, of at most `count`; 0 where none is. */
export function damagedPage(database: Database.Database, from: number, count: number): number {
  return database.prepare('SELECT damaged_page(?, ?)').pluck().get(from, count) as number;
}
