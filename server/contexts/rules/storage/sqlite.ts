import { rulesetTestSchema } from '../../../../shared/contract/rules.ts';
import { queryBuilder, readQuery, statementOf, type SqliteStore } from '../../../platform/sqlite/index.ts';
import { RETIRED, type ActivationRecord, type RulesStore, type StoredVersion } from '../ports.ts';

export interface VersionRow {
  ruleset_id: string;
  version: number;
  hash: string;
  state: StoredVersion['state'];
  manifest: string;
  source: string;
  tests: string;
  imported_at: number;
  activated_at: number | null;
  saved_by: string | null;
}

const db = queryBuilder<{ ruleset_version: VersionRow }>();

export function versionFrom(row: VersionRow): StoredVersion {
  return {
    id: row.ruleset_id,
    version: row.version,
    hash: row.hash,
    state: row.state,
    manifest: JSON.parse(row.manifest) as unknown,
    source: row.source,
    tests: rulesetTestSchema.array().parse(JSON.parse(row.tests)),
    importedAt: row.imported_at,
    activatedAt: row.activated_at,
    by: row.saved_by,
  };
}

const ACTIVE = `(SELECT version FROM ruleset_version WHERE ruleset_id = ? AND state = 'active')`;
/** Nothing where another version is active than was expected. One after the other, also in one millisecond. */
const REMEMBER = `INSERT INTO ruleset_activation (ruleset_id, at, version, from_version, by, reason, failed_tests, findings)
  SELECT ?, max(?, coalesce((SELECT max(at) + 1 FROM ruleset_activation WHERE ruleset_id = ?), 0)), ?, ${ACTIVE}, ?, ?, ?, ?
  WHERE ? IS NULL OR ? = coalesce(${ACTIVE}, ${RETIRED})`;
/** What was remembered last is what these statements belong to, else nothing was remembered. */
const LAST = `(SELECT max(at) FROM ruleset_activation WHERE ruleset_id = ?)`;
const IS_MEANT = `(SELECT version FROM ruleset_activation WHERE ruleset_id = ? AND at = ${LAST}) = ?`;

export function createSqliteRulesStore(store: SqliteStore): RulesStore {
  const versions = db.selectFrom('ruleset_version').selectAll();
  const first = async (query: typeof versions) => {
    const [row] = await readQuery(store, query.limit(1));
    return row === undefined ? undefined : versionFrom(row);
  };

  return {
    find: (id, version) => first(versions.where('ruleset_id', '=', id).where('version', '=', version)),
    findByHash: (id, hash) => first(versions.where('ruleset_id', '=', id).where('hash', '=', hash)),
    async list(afterId, limit) {
      const rows = await store.read<VersionRow>(
        `SELECT * FROM ruleset_version AS shown
         WHERE ruleset_id > ? AND version = (
           SELECT version FROM ruleset_version AS candidate WHERE candidate.ruleset_id = shown.ruleset_id
           ORDER BY state = 'active' DESC, version DESC LIMIT 1)
         ORDER BY ruleset_id LIMIT ?`,
        [afterId ?? '', limit],
      );
      return rows.map(versionFrom);
    },
    async active() {
      const rows = await readQuery(store, versions.where('state', '=', 'active').orderBy('ruleset_id'));
      return rows.map(versionFrom);
    },
    async activeFingerprint() {
      const rows = await store.read<{ entry: string }>(
        `SELECT ruleset_id || '@' || version || '@' || activated_at AS entry
         FROM ruleset_version WHERE state = 'active' ORDER BY ruleset_id`,
      );
      return rows.map((row) => row.entry).join('\n');
    },
    async add(version) {
      const [result] = await store.write(
        [
          {
            sql: `INSERT INTO ruleset_version
                    (ruleset_id, version, hash, state, manifest, source, tests, imported_at, activated_at, saved_by)
                  SELECT ?, coalesce(max(version), 0) + 1, ?, 'draft', ?, ?, ?, ?, NULL, ?
                  FROM ruleset_version WHERE ruleset_id = ?
                  RETURNING version`,
            parameters: [
              version.id,
              version.hash,
              JSON.stringify(version.manifest),
              version.source,
              JSON.stringify(version.tests),
              version.importedAt,
              version.by,
              version.id,
            ],
          },
        ],
        { durability: 'full' },
      );
      const [row] = (result?.rows ?? []) as { version: number }[];
      if (row === undefined) throw new Error('the insert of a ruleset version returned no row');
      return row.version;
    },
    async replaceTests(id, version, tests) {
      const query = db
        .updateTable('ruleset_version')
        .set({ tests: JSON.stringify(tests) })
        .where('ruleset_id', '=', id)
        .where('version', '=', version);
      await store.write([statementOf(query)], { durability: 'full' });
    },
    activations: () =>
      store.read('SELECT ruleset_id AS id, version, at FROM ruleset_activation ORDER BY ruleset_id, at'),
    activate: (id, version, record, expected) => activate(store, id, version, record, expected),
  };
}

/** One transaction: what is remembered, what was active, what is. */
async function activate(
  store: SqliteStore,
  id: string,
  version: number,
  { at, by, reason, failedTests, findings }: ActivationRecord,
  expected: number | null = null,
): Promise<boolean> {
  const meant = [id, id, version];
  const remember = {
    sql: REMEMBER,
    parameters: [
      ...[id, at, id, version, id, by, reason, failedTests, JSON.stringify(findings)],
      ...[expected, expected, id],
    ],
  };
  const retire = {
    sql: `UPDATE ruleset_version SET state = 'retired' WHERE ruleset_id = ? AND state = 'active' AND ${IS_MEANT}`,
    parameters: [id, ...meant],
  };
  const put = {
    sql: `UPDATE ruleset_version SET state = 'active', activated_at = ${LAST}
          WHERE ruleset_id = ? AND version = ? AND ${IS_MEANT}`,
    parameters: [id, id, version, ...meant],
  };
  const [remembered] = await store.write([remember, retire, put], { durability: 'full' });
  return (remembered?.changes ?? 0) > 0;
}
