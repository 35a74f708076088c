import { MOST_VERSIONS_LISTED } from '../../../../shared/contract/ruleset-desk.ts';
import { findingCodeSchema } from '../../../../shared/contract/ruleset-check.ts';
import type { SqliteStore, Statement } from '../../../platform/sqlite/index.ts';
import { RETIRED, type HistoryStore } from '../ports.ts';
import { versionFrom, type VersionRow } from './sqlite.ts';

interface ActivationRow {
  at: number;
  version: number;
  from_version: number | null;
  by: string | null;
  reason: string | null;
  failed_tests: number;
  findings: string;
}

export function createSqliteHistoryStore(store: SqliteStore): HistoryStore {
  const write = (statements: readonly Statement[]) => store.write(statements, { durability: 'full' });
  return {
    async versions(id, limit) {
      const rows = await store.read<VersionRow>(
        'SELECT * FROM ruleset_version WHERE ruleset_id = ? ORDER BY version DESC LIMIT ?',
        [id, limit],
      );
      return rows.map(versionFrom);
    },
    comments: (id) =>
      store.read('SELECT version, at, by, text FROM ruleset_comment WHERE ruleset_id = ? ORDER BY key', [id]),
    async comment(id, version, { at, by, text }) {
      const sql = 'INSERT INTO ruleset_comment (ruleset_id, version, at, by, text) VALUES (?, ?, ?, ?, ?)';
      await write([{ sql, parameters: [id, version, at, by, text] }]);
    },
    async activations(id) {
      const rows = await store.read<ActivationRow>(
        `SELECT * FROM ruleset_activation WHERE ruleset_id = ? ORDER BY at DESC LIMIT ${MOST_VERSIONS_LISTED}`,
        [id],
      );
      return rows.map(({ at, version, by, reason, ...row }) => ({
        ...{ at, version, by, reason },
        fromVersion: row.from_version,
        failedTests: row.failed_tests,
        findings: findingCodeSchema.array().parse(JSON.parse(row.findings)),
      }));
    },
    async rulesets() {
      type Row = VersionRow & { active_version: number | null; was_active: number };
      const rows = await store.read<Row>(
        `SELECT newest.*,
           (SELECT version FROM ruleset_version AS active
             WHERE active.ruleset_id = newest.ruleset_id AND state = 'active') AS active_version,
           EXISTS (SELECT 1 FROM ruleset_activation AS activation
             WHERE activation.ruleset_id = newest.ruleset_id AND activation.version <> ${RETIRED}) AS was_active
         FROM ruleset_version AS newest
         WHERE version = (SELECT max(version) FROM ruleset_version AS any WHERE any.ruleset_id = newest.ruleset_id)
         ORDER BY ruleset_id`,
      );
      return rows.map(({ active_version, was_active, ...row }) => ({
        newest: versionFrom(row),
        activeVersion: active_version,
        wasActive: was_active === 1,
      }));
    },
    async remove(id) {
      const tables = ['draft', 'draft_aside', 'comment', 'activation', 'version'];
      await write(
        tables.map((table) => ({
          sql: `DELETE FROM ruleset_${table} WHERE ruleset_id = ?`,
          parameters: [id],
        })),
      );
    },
  };
}
