import { tagSettingsSchema, type TagChange, type TagSettings } from '../../../../shared/contract/tags.ts';
import type { SqliteStore, SqlValue, Statement } from '../../../platform/sqlite/index.ts';
import type { AddressOfTag, SaidOfTag } from '../domain/batch.ts';
import type { KeptChange, TagChangeOf } from '../domain/tags/edits.ts';
import type { FormerPath, TagRecords } from '../domain/tags/registry.ts';
import { partsOf } from '../domain/topic.ts';
import type { NewTagChange, StoredTagChange, TagStore } from '../ports.ts';
import { tagFrom, type TagRow } from './rows.ts';

/** Changes that can be looked up and taken back, the newest. */
const KEPT_CHANGES = 1_000;

const NEW_ADDRESS = 'INSERT OR REPLACE INTO tag_address (address, tag_id) VALUES (?, ?)';
const SAID = 'INSERT OR REPLACE INTO tag_said (tag_id, unit, range_low, range_high) VALUES (?, ?, ?, ?)';
const SETTINGS = `INSERT OR REPLACE INTO tag_settings (tag_id, kind, unit, name_ko, name_en, range_low, range_high,
  limit_low, limit_high, counter_modulus, storage_mode, deadband, deadband_in, min_interval_seconds,
  max_interval_seconds, retention_days) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
/** Tags may change places among each other, and no two may ever have one path. */
const ASIDE = `UPDATE tag SET path = '#' || id WHERE id = ?`;
const PLACE = 'UPDATE tag SET path = ?, site = ?, area = ?, line = ?, equipment = ?, name = ? WHERE id = ?';
const FORMER = 'INSERT OR REPLACE INTO tag_former_path (path, tag_id) VALUES (?, ?)';
const CHANGE = `INSERT INTO tag_change (at, actor, kind, tags, moved, first_path, body) VALUES (?, ?, ?, ?, ?, ?, ?)`;
const DROP_CHANGES = `DELETE FROM tag_change WHERE id <= (SELECT max(id) FROM tag_change) - ${KEPT_CHANGES}`;
const UNDONE = 'UPDATE tag_change SET undone_by = (SELECT max(id) FROM tag_change) WHERE id = ?';

/** Where nothing is set, all samples of a tag are stored. */
const EVERY_SAMPLE = 'all';

interface SettingsRow {
  tag_id: number;
  kind: string | null;
  unit: string | null;
  name_ko: string | null;
  name_en: string | null;
  range_low: number | null;
  range_high: number | null;
  limit_low: number | null;
  limit_high: number | null;
  counter_modulus: number | null;
  storage_mode: string;
  deadband: number | null;
  deadband_in: string | null;
  min_interval_seconds: number | null;
  max_interval_seconds: number | null;
  retention_days: number | null;
}

interface ChangeRow {
  id: number;
  at: number;
  actor: string;
  kind: TagChange['kind'];
  tags: number;
  moved: number;
  first_path: string;
  undone_by: number | null;
  body: string;
}

function settingsFrom(row: SettingsRow): TagSettings {
  return tagSettingsSchema.parse({
    kind: row.kind,
    unit: row.unit,
    name: { ko: row.name_ko, en: row.name_en },
    range: { low: row.range_low, high: row.range_high },
    limits: { low: row.limit_low, high: row.limit_high },
    counter: { modulus: row.counter_modulus },
    storage: {
      mode: row.storage_mode === EVERY_SAMPLE ? null : row.storage_mode,
      deadband: row.deadband,
      deadbandIn: row.deadband_in,
      minIntervalSeconds: row.min_interval_seconds,
      maxIntervalSeconds: row.max_interval_seconds,
      retentionDays: row.retention_days,
    },
  });
}

function settingsColumns(tagId: number, settings: TagSettings): SqlValue[] {
  const { kind, unit, name, range, limits, counter, storage } = settings;
  return [
    tagId,
    kind,
    unit,
    name.ko,
    name.en,
    range.low,
    range.high,
    limits.low,
    limits.high,
    counter.modulus,
    storage.mode ?? EVERY_SAMPLE,
    storage.deadband,
    storage.deadbandIn,
    storage.minIntervalSeconds,
    storage.maxIntervalSeconds,
    storage.retentionDays,
  ];
}

/** What a commit of samples says anew of tags. */
export function newsOfTags(addresses: readonly AddressOfTag[], said: readonly SaidOfTag[]): Statement[] {
  return [
    { sql: NEW_ADDRESS, rows: addresses.map(({ address, tagId }) => [address, tagId]) },
    {
      sql: SAID,
      rows: said.map(({ tagId, said: { unit, range } }) => [tagId, unit, range.low, range.high]),
    },
  ];
}

/** @param newer what is newer than the rows of tags, by id */
export async function loadTags(
  store: SqliteStore,
  newer: ReadonlyMap<SqlValue, Partial<TagRow>>,
): Promise<TagRecords> {
  const [tags, addresses, formerPaths, settings, said] = await Promise.all([
    store.read<TagRow>('SELECT * FROM tag ORDER BY id'),
    store.read<AddressOfTag>('SELECT address, tag_id AS tagId FROM tag_address'),
    store.read<FormerPath>('SELECT path, tag_id AS tagId FROM tag_former_path'),
    store.read<SettingsRow>('SELECT * FROM tag_settings'),
    store.read<{ tag_id: number; unit: string | null; range_low: number | null; range_high: number | null }>(
      'SELECT * FROM tag_said',
    ),
  ]);
  return {
    tags: tags.map((row) => tagFrom({ ...row, ...newer.get(row.id) })),
    addresses,
    formerPaths,
    settings: settings.map((row) => [row.tag_id, settingsFrom(row)] as const),
    said: said.map(
      (row) => [row.tag_id, { unit: row.unit, range: { low: row.range_low, high: row.range_high } }] as const,
    ),
  };
}

function changeStatements(changes: readonly TagChangeOf[]): Statement[] {
  const moved = changes.filter(({ from, to }) => from.path !== to.path);
  const set = changes.filter(({ from, to }) => from.settings !== to.settings);
  const places = moved.map(({ tagId, to: { path } }) => {
    const { site, area, line, equipment, name } = partsOf(path);
    return [path, site, area, line, equipment, name, tagId];
  });
  return [
    { sql: ASIDE, rows: moved.map(({ tagId }) => [tagId]) },
    { sql: PLACE, rows: places },
    { sql: FORMER, rows: moved.map(({ tagId, from }) => [from.path, tagId]) },
    { sql: SETTINGS, rows: set.map(({ tagId, to }) => settingsColumns(tagId, to.settings)) },
  ].filter(({ rows }) => rows.length > 0);
}

/** The record of a change, for the transaction in which it is made. */
export function recordStatements({ at, actor, kind, moved, first, kept, undoes }: NewTagChange): Statement[] {
  return [
    { sql: CHANGE, parameters: [at, actor, kind, kept.length, moved, first, JSON.stringify(kept)] },
    ...(undoes === undefined ? [] : [{ sql: UNDONE, parameters: [undoes] }]),
    { sql: DROP_CHANGES },
  ];
}

function changeFrom({ at, actor, first_path, undone_by, body: _body, ...row }: ChangeRow): TagChange {
  return { ...row, at: new Date(at).toISOString(), by: actor, first: first_path, undone: undone_by !== null };
}

export function createTagStore(store: SqliteStore): TagStore {
  return {
    async change(changes: readonly TagChangeOf[], record: NewTagChange) {
      await store.write([...changeStatements(changes), ...recordStatements(record)], { durability: 'full' });
    },
    async changes(beforeId, limit) {
      const rows = await store.read<ChangeRow>(
        `SELECT id, at, actor, kind, tags, moved, first_path, undone_by FROM tag_change
         WHERE id < ? ORDER BY id DESC LIMIT ?`,
        [beforeId ?? Number.MAX_SAFE_INTEGER, limit],
      );
      return rows.map(changeFrom);
    },
    async changeWith(id): Promise<StoredTagChange | undefined> {
      const [row] = await store.read<ChangeRow>('SELECT * FROM tag_change WHERE id = ?', [id]);
      return row === undefined
        ? undefined
        : { change: changeFrom(row), kept: JSON.parse(row.body) as KeptChange[] };
    },
  };
}
