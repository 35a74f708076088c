import { MOST_SET_ASIDE } from '../../../../shared/contract/ruleset-desk.ts';
import type { SqliteStore, SqlValue, Statement } from '../../../platform/sqlite/index.ts';
import type { DraftStore, StoredAside, StoredDraft } from '../ports.ts';

interface TextsRow {
  base_version: number | null;
  manifest: string;
  source: string;
  tests: string;
  history: string | null;
  saved_at: number;
}

interface DraftRow extends TextsRow {
  ruleset_id: string;
  revision: number;
  is_changed: number;
  saved_by: string;
}

interface AsideRow extends TextsRow {
  key: number;
  at: number;
  by: string;
  why: StoredAside['why'];
}

const TEXTS = 'base_version, manifest, source, tests';
const SET_ASIDE = `INSERT INTO ruleset_draft_aside (ruleset_id, ${TEXTS}, history, saved_at, at, by, why)
  SELECT ruleset_id, ${TEXTS}, history, saved_at, ?, ?, ? FROM ruleset_draft WHERE ruleset_id = ? AND revision = ?
  RETURNING key`;
const FORGET_OLDEST = `DELETE FROM ruleset_draft_aside WHERE ruleset_id = ? AND key NOT IN (
  SELECT key FROM ruleset_draft_aside WHERE ruleset_id = ? ORDER BY key DESC LIMIT ${MOST_SET_ASIDE})`;
/** The first revision of a draft is the time it was made, so that none comes again after one was discarded. */
const SAVE = `INSERT INTO ruleset_draft (ruleset_id, revision, ${TEXTS}, history, is_changed, saved_at, saved_by)
  SELECT ?, max(?, 1), ?, ?, ?, ?, ?, ?, ?, ?
  WHERE ? = coalesce((SELECT revision FROM ruleset_draft WHERE ruleset_id = ?), 0)
  ON CONFLICT (ruleset_id) DO UPDATE SET revision = ruleset_draft.revision + 1, base_version = excluded.base_version,
    manifest = excluded.manifest, source = excluded.source, tests = excluded.tests, history = excluded.history,
    is_changed = excluded.is_changed, saved_at = excluded.saved_at, saved_by = excluded.saved_by
  RETURNING revision`;

const textsFrom = (row: TextsRow) => ({
  baseVersion: row.base_version,
  texts: { manifest: row.manifest, source: row.source, tests: row.tests },
  history: row.history,
  savedAt: row.saved_at,
});
const draftFrom = (row: DraftRow): StoredDraft => ({
  ...textsFrom(row),
  id: row.ruleset_id,
  revision: row.revision,
  isChanged: row.is_changed === 1,
  by: row.saved_by,
});
const asideFrom = ({ key, at, by, why, ...row }: AsideRow): StoredAside => ({
  ...textsFrom(row),
  key,
  at,
  by,
  why,
});

export function createSqliteDraftStore(store: SqliteStore): DraftStore {
  const write = (statements: readonly Statement[]) => store.write(statements, { durability: 'full' });
  const first = async <Row>(sql: string, parameters: readonly SqlValue[]) =>
    (await store.read<Row>(`${sql} LIMIT 1`, parameters))[0];
  const forget = (id: string): Statement => ({ sql: FORGET_OLDEST, parameters: [id, id] });

  return {
    async draft(id) {
      const row = await first<DraftRow>('SELECT * FROM ruleset_draft WHERE ruleset_id = ?', [id]);
      return row && draftFrom(row);
    },
    async drafts() {
      const rows = await store.read<DraftRow>(
        `SELECT ruleset_id, revision, base_version, is_changed, saved_at, saved_by, manifest,
           '' AS source, '' AS tests, NULL AS history FROM ruleset_draft ORDER BY ruleset_id`,
      );
      return rows.map(draftFrom);
    },
    async saveDraft(draft, setAside) {
      const { id, revision, baseVersion, texts, history, isChanged, savedAt, by } = draft;
      const aside: Statement[] = setAside
        ? [{ sql: SET_ASIDE, parameters: [savedAt, by, 'replaced', id, revision] }]
        : [];
      const save: Statement = {
        sql: SAVE,
        parameters: [
          ...[id, savedAt, baseVersion, texts.manifest, texts.source, texts.tests, history],
          ...[isChanged ? 1 : 0, savedAt, by, revision, id],
        ],
      };
      const results = await write([...aside, save, forget(id)]);
      const [row] = (results[aside.length]?.rows ?? []) as { revision: number }[];
      return row?.revision ?? null;
    },
    async discardDraft(id, revision, at, by) {
      const [aside] = await write([
        { sql: SET_ASIDE, parameters: [at, by, 'discarded', id, revision] },
        {
          sql: 'DELETE FROM ruleset_draft WHERE ruleset_id = ? AND revision = ?',
          parameters: [id, revision],
        },
        forget(id),
      ]);
      const [row] = (aside?.rows ?? []) as { key: number }[];
      return row?.key ?? null;
    },
    async asides(id) {
      const rows = await store.read<AsideRow>(
        'SELECT * FROM ruleset_draft_aside WHERE ruleset_id = ? ORDER BY key DESC',
        [id],
      );
      return rows.map(asideFrom);
    },
    async aside(id, key) {
      const row = await first<AsideRow>(
        'SELECT * FROM ruleset_draft_aside WHERE ruleset_id = ? AND key = ?',
        [id, key],
      );
      return row && asideFrom(row);
    },
  };
}
