import type { Database } from 'better-sqlite3';
import type { Migration } from './types.ts';

/**
 * What a tag is beside its values; see ADR-0022. `tag.path` is its place in the tree and may change, `tag_address` says
 * where its signals come from and stays. `tag_former_path`: where it was, so that old links find it. `tag_settings`: what
 * people set, NULL where they did not; `tag_said`: what its source says. `tag_change`: who changed what, and what it was before.
 */
export const tags: Migration = {
  name: '20261128_0740__tags',
  up: [
    `CREATE TABLE tag_address (address TEXT PRIMARY KEY, tag_id INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
    `INSERT INTO tag_address SELECT path, id FROM tag`,
    `CREATE TABLE tag_former_path (path TEXT PRIMARY KEY, tag_id INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
    `CREATE TABLE tag_settings (
      tag_id INTEGER PRIMARY KEY,
      kind TEXT,
      unit TEXT,
      name_ko TEXT,
      name_en TEXT,
      range_low REAL,
      range_high REAL,
      limit_low REAL,
      limit_high REAL,
      counter_modulus REAL,
      storage_mode TEXT NOT NULL,
      deadband REAL,
      max_interval_seconds REAL,
      retention_days INTEGER
    ) STRICT`,
    `CREATE TABLE tag_said (
      tag_id INTEGER PRIMARY KEY,
      unit TEXT,
      range_low REAL,
      range_high REAL
    ) STRICT`,
    `CREATE TABLE tag_change (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      at INTEGER NOT NULL,
      actor TEXT NOT NULL,
      kind TEXT NOT NULL,
      tags INTEGER NOT NULL,
      moved INTEGER NOT NULL,
      first_path TEXT NOT NULL,
      undone_by INTEGER,
      body TEXT NOT NULL
    ) STRICT`,
  ],
  down: [],
  convert: {
    up() {},
    down(database) {
      backToAddresses(database);
      for (const table of ['tag_change', 'tag_said', 'tag_settings', 'tag_former_path', 'tag_address'])
        database.exec(`DROP TABLE ${table}`);
    },
  },
};

/** Without addresses a tag's signals find it by its path only: each moved tag goes back to where they come from. */
function backToAddresses(database: Database): void {
  const moved = database
    .prepare(
      `SELECT tag.id, min(address) AS address FROM tag JOIN tag_address ON tag_id = tag.id
       GROUP BY tag.id HAVING max(address = path) = 0`,
    )
    .all() as { id: number; address: string }[];
  const place = database.prepare(
    'UPDATE tag SET path = ?, site = ?, area = ?, line = ?, equipment = ?, name = ? WHERE id = ?',
  );
  const aside = database.prepare(`UPDATE tag SET path = '#' || id WHERE id = ?`);
  for (const { id } of moved) aside.run(id);
  for (const { id, address } of moved) {
    const [site = '', area = '', line = '', equipment = '', name = ''] = address.split('/');
    place.run(address, site, area, line, equipment, name, id);
  }
}
