import { sqlSourceSettingsSchema } from '../../../../shared/contract/sql-sources.ts';
import type { SqliteStore, Statement } from '../../../platform/sqlite/index.ts';
import type { ChangeNote, SqlSourceStore } from '../ports.ts';

interface Row {
  id: string;
  settings: string;
  password: string;
}

const SAVE = 'INSERT OR REPLACE INTO sql_source (id, settings, password) VALUES (?, ?, ?)';
const FORGET = 'DELETE FROM source_mark WHERE source = ?';

export interface SqlSourceStoreOptions {
  /** Writes down a change of a source. */
  readonly changeStatement: (change: ChangeNote & { readonly source: string }) => Statement;
  /** Under which its mark is kept. */
  readonly markName: (id: string) => string;
}

export function createSqliteSqlSourceStore(
  store: SqliteStore,
  { changeStatement, markName }: SqlSourceStoreOptions,
): SqlSourceStore {
  return {
    async all() {
      const rows = await store.read<Row>('SELECT id, settings, password FROM sql_source ORDER BY rowid');
      // One that cannot be read, as of a later version, must not keep the station from starting.
      return rows.flatMap(({ id, settings, password }) => {
        const { data } = sqlSourceSettingsSchema.safeParse(JSON.parse(settings));
        return data === undefined ? [] : [{ id, settings: data, sealedPassword: password }];
      });
    },
    async save({ id, settings, sealedPassword }, change, forgetsMark) {
      const statements: Statement[] = [
        { sql: SAVE, parameters: [id, JSON.stringify(settings), sealedPassword] },
        changeStatement({ ...change, source: id }),
      ];
      if (forgetsMark) statements.push({ sql: FORGET, parameters: [markName(id)] });
      await store.write(statements, { durability: 'full' });
    },
    async remove(id, change) {
      await store.write(
        [
          { sql: 'DELETE FROM sql_source WHERE id = ?', parameters: [id] },
          { sql: FORGET, parameters: [markName(id)] },
          changeStatement({ ...change, source: id }),
        ],
        { durability: 'full' },
      );
    },
  };
}
