import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openConnection } from './connection.ts';
import { migrateUp } from './migrate.ts';
import { isSealed } from './page-seals.ts';
import { makeSound, onSoundStore } from './recovery.ts';
import { openStore } from './store.ts';

const step = {
  name: '20260101_0000__first',
  up: [
    'CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT',
    'CREATE TABLE word (word TEXT PRIMARY KEY, note INTEGER) STRICT, WITHOUT ROWID',
    'CREATE INDEX note_text ON note (substr(text, 1, 8))',
  ],
  down: [],
};
const NOTES = 3_000;
const PAGE = 4_096;

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aif-recovery-'));
  file = join(folder, 'station.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

async function fill(): Promise<void> {
  migrateUp(file, [step], 0);
  const store = openStore(file);
  const rows = Array.from({ length: NOTES }, (_, index) => [`note ${index} ${'x'.repeat(100)}`]);
  await store.write([{ sql: 'INSERT INTO note (text) VALUES (?)', rows }], { durability: 'full' });
  await store.close();
}

function ids(): number[] {
  const database = openConnection(file, { readonly: true });
  try {
    return database.prepare('SELECT id FROM note NOT INDEXED ORDER BY id').pluck().all() as number[];
  } finally {
    database.close();
  }
}

/** Pages on which the notes themselves are, by what stands in them. */
function pageOfNote(number: number): number {
  return Math.floor(readFileSync(file).indexOf(`note ${number} x`) / PAGE) + 1;
}

function spoilPage(page: number): void {
  const content = readFileSync(file);
  content.fill(0x55, (page - 1) * PAGE + 1_000, (page - 1) * PAGE + 1_010);
  writeFileSync(file, content);
}

function backUp(name: string): void {
  const copy = join(folder, 'backups', `${name}.db`);
  mkdirSync(join(folder, 'backups'));
  const database = openConnection(file, { readonly: true });
  database.prepare('VACUUM INTO ?').run(copy);
  database.close();
  const content = readFileSync(copy);
  const sha256 = createHash('sha256').update(content).digest('hex');
  writeFileSync(join(folder, 'backups', `${name}.json`), JSON.stringify({ sha256, bytes: content.length }));
}

describe('a store that is opened', () => {
  it('is left as it is where it is sound', async () => {
    await fill();
    const before = readFileSync(file);
    expect(makeSound(file, { now: 0 })).toEqual([]);
    // Whoever opens it for writing writes its first page.
    expect(readFileSync(file).subarray(PAGE).equals(before.subarray(PAGE))).toBe(true);
  });

  it('gets sealed pages where it has none, with every row as it was', () => {
    const old = new Database(file);
    old.pragma('journal_mode = WAL');
    old.exec('CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT) STRICT');
    const insert = old.prepare('INSERT INTO note (text) VALUES (?)');
    for (let number = 0; number < NOTES; number += 1) insert.run(`old note ${number} ${'y'.repeat(200)}`);
    old.close();
    expect(makeSound(file, { now: 0 })).toEqual([]);
    const sealed = openConnection(file, { readonly: true });
    expect(isSealed(sealed)).toBe(true);
    expect(sealed.pragma('integrity_check', { simple: true })).toBe('ok');
    sealed.close();
    expect(ids()).toHaveLength(NOTES);
  });

  it('keeps what can be read beside a damaged page, and tells between which rows something is gone', async () => {
    await fill();
    spoilPage(pageOfNote(1_500));
    const [recovery] = makeSound(file, { now: 0 });
    expect(recovery).toMatchObject({ damage: { kind: 'pages' }, from: 'rows', backup: null });
    const [table] = recovery?.tables ?? [];
    const [gap] = table?.gaps ?? [];
    const left = ids();
    const lost = Number(gap?.before) - Number(gap?.after) - 1;
    expect(lost).toBeGreaterThan(0);
    expect(left).toHaveLength(NOTES - lost);
    expect(existsSync(join(recovery?.quarantine ?? '', 'station.db'))).toBe(true);
    expect(makeSound(file, { now: 0 })).toEqual([]);
  });

  it('has from the newest backup what cannot be read', async () => {
    await fill();
    backUp('station-20260101T000000Z');
    spoilPage(pageOfNote(1_500));
    const [recovery] = makeSound(file, { now: 0 });
    const [table] = recovery?.tables ?? [];
    expect(recovery).toMatchObject({
      from: 'rows',
      backup: expect.stringContaining('station-2026') as string,
    });
    expect(table?.fromBackup).toBeGreaterThan(0);
    expect(ids()).toHaveLength(NOTES);
  });

  it('is a backup where nothing can be read: the newest that is whole', async () => {
    await fill();
    backUp('station-20260101T000000Z');
    writeFileSync(join(folder, 'backups', 'station-20260201T000000Z.db'), 'half of one');
    writeFileSync(file, readFileSync(file).fill(0x55));
    expect(makeSound(file, { now: 0 })).toMatchObject([
      { from: 'backup', backup: join(folder, 'backups', 'station-20260101T000000Z.db') },
    ]);
    expect(ids()).toHaveLength(NOTES);
  });

  it('is read without its first page too, which is remembered', async () => {
    await fill();
    expect(onSoundStore(file, { now: 0 }, () => 'done')).toEqual({ recoveries: [], changed: 'done' });
    const content = readFileSync(file);
    writeFileSync(file, content.fill(0, 0, PAGE));
    expect(makeSound(file, { now: 0 })).toMatchObject([{ from: 'rows', tables: [] }]);
    expect(ids()).toHaveLength(NOTES);
  });

  it('is never quietly empty: a file that is gone is told', async () => {
    await fill();
    rmSync(file);
    expect(makeSound(file, { now: 0 })).toMatchObject([{ damage: { kind: 'missing' }, from: 'nothing' }]);
    expect(existsSync(file)).toBe(false);
  });

  it('goes on with a recovery that was cut off before the damaged store was moved aside', async () => {
    await fill();
    const whole = readFileSync(file);
    spoilPage(pageOfNote(10));
    writeFileSync(`${file}-recovered`, whole);
    expect(makeSound(file, { now: 0 })).toEqual([]);
    expect(ids()).toHaveLength(NOTES);
    expect(readdirSync(join(folder, 'quarantine'))).toHaveLength(1);
  });

  it('or after it', async () => {
    await fill();
    renameSync(file, `${file}-recovered`);
    expect(makeSound(file, { now: 0 })).toEqual([]);
    expect(ids()).toHaveLength(NOTES);
  });

  it('is found damaged while it is open, and mended at the next start', async () => {
    await fill();
    const store = openStore(file);
    const failed = new Promise<Error>((resolve) => store.onFailure(resolve));
    spoilPage(pageOfNote(2_000));
    await store.read('SELECT max(length(text)) FROM note NOT INDEXED').catch(() => {});
    expect((await failed).message).toContain('the store is damaged');
    await store.close();
    expect(makeSound(file, { now: 0 })).toMatchObject([{ damage: { kind: 'pages' }, from: 'rows' }]);
  });

  it('is found damaged by the patrol where nobody reads what is damaged', async () => {
    await fill();
    // Looked up first: a page that is spoiled only after its slice was read is found a day later.
    const page = pageOfNote(2_000);
    const store = openStore(file);
    const failed = new Promise<Error>((resolve) => store.onFailure(resolve));
    spoilPage(page);
    expect((await failed).message).toContain('the store is damaged');
    await store.close();
  });
});
