import {
  DEFAULT_SOURCE_LIMITS,
  sourceChangeSchema,
  sourceFaultSchema,
} from '../../../../shared/contract/sources.ts';
import type { SqliteStore, Statement } from '../../../platform/sqlite/index.ts';
import type { NewChange, SourcesStore } from '../ports.ts';

interface SourceRow {
  id: string;
  paused_at: number | null;
  paused_by: string | null;
  per_second: number | null;
  kept_unreadable: number | null;
  names: number | null;
}

interface ErrorRow {
  source: string;
  at: number;
  text: string;
  fault: string | null;
}

interface ChangeRow {
  id: number;
  source: string;
  at: number;
  actor_name: string;
  action: string;
  detail: string;
}

const SAVE =
  'INSERT OR REPLACE INTO source (id, paused_at, paused_by, per_second, kept_unreadable, names) VALUES (?, ?, ?, ?, ?, ?)';
const ERROR = 'INSERT OR REPLACE INTO source_error (source, at, text, fault) VALUES (?, ?, ?, ?)';
const CHANGE =
  'INSERT INTO source_change (source, at, actor_id, actor_name, action, detail) VALUES (?, ?, ?, ?, ?, ?)';

/** Adds a change, for the transaction in which it is made. */
export function changeStatement({ source, at, actor, action, detail }: NewChange): Statement {
  return { sql: CHANGE, parameters: [source, at, actor.id, actor.name, action, JSON.stringify(detail)] };
}

export function createSqliteSourcesStore(store: SqliteStore): SourcesStore {
  return {
    async setUps() {
      const rows = await store.read<SourceRow>('SELECT * FROM source');
      return new Map(
        rows.map((row) => [
          row.id,
          {
            paused: row.paused_at === null ? null : { at: row.paused_at, by: row.paused_by ?? '' },
            limits: {
              perSecond: row.per_second,
              keptUnreadable: row.kept_unreadable ?? DEFAULT_SOURCE_LIMITS.keptUnreadable,
              names: row.names ?? DEFAULT_SOURCE_LIMITS.names,
            },
          },
        ]),
      );
    },
    async save(id, { paused, limits }, change) {
      const parameters = [
        id,
        paused?.at ?? null,
        paused?.by ?? null,
        limits.perSecond,
        limits.keptUnreadable,
        limits.names,
      ];
      await store.write([{ sql: SAVE, parameters }, changeStatement(change)], { durability: 'full' });
    },
    async add(change) {
      await store.write([changeStatement(change)], { durability: 'full' });
    },
    async lastErrors() {
      const rows = await store.read<ErrorRow>('SELECT * FROM source_error');
      return new Map(
        rows.map(({ source, at, text, fault }) => {
          const code = fault === null ? undefined : sourceFaultSchema.safeParse(JSON.parse(fault)).data;
          return [source, { at, text, fault: code }];
        }),
      );
    },
    async saveError(id, { at, text, fault }) {
      const code = fault === undefined ? null : JSON.stringify(fault);
      await store.write([{ sql: ERROR, parameters: [id, at, text, code] }], { durability: 'normal' });
    },
    async changes(source, beforeId, limit) {
      const rows = await store.read<ChangeRow>(
        `SELECT * FROM source_change WHERE id < ? ${source === undefined ? '' : 'AND source = ?'}
         ORDER BY id DESC LIMIT ?`,
        [beforeId ?? Number.MAX_SAFE_INTEGER, ...(source === undefined ? [] : [source]), limit],
      );
      return rows.map((row) =>
        sourceChangeSchema.parse({
          id: row.id,
          source: row.source,
          at: new Date(row.at).toISOString(),
          by: row.actor_name,
          action: row.action,
          detail: JSON.parse(row.detail) as unknown,
        }),
      );
    },
  };
}
