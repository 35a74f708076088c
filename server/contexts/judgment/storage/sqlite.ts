import { SEVERITIES, type Severity } from '../../../../shared/contract/common.ts';
import type { Feedback, Judgment, JudgmentListQuery } from '../../../../shared/contract/judgment.ts';
import { queryBuilder, statementOf, type SqliteStore } from '../../../platform/sqlite/index.ts';
import type { Cursor, FeedbackCount, JudgmentStore } from '../ports.ts';

interface JudgmentRow {
  id: string;
  at: number;
  ruleset_id: string;
  ruleset_version: number;
  equipment: string | null;
  verdict: string;
  severity: Severity;
  hold_cause: string | null;
  claimed_confidence: number | null;
  idempotency_key: string | null;
  request_hash: string | null;
  body: string;
}

interface FeedbackRow {
  id: number;
  judgment_id: string;
  ruleset_id: string;
  ruleset_version: number;
  equipment: string | null;
  agree: number;
  correct_verdict: string | null;
  reason: string | null;
  by_id: string;
  by_name: string;
  at: number;
}

type FeedbackColumns = Pick<FeedbackRow, 'agree' | 'correct_verdict' | 'reason' | 'by_name'> & {
  feedback_at: number;
};
type FoundRow = { body: string } & { [Name in keyof FeedbackColumns]: FeedbackColumns[Name] | null };

const db = queryBuilder<{
  judgment: JudgmentRow;
  judgment_feedback: Omit<FeedbackRow, 'id'> & { id?: number };
}>();

const NEWEST_FEEDBACK = `(SELECT max(id) FROM judgment_feedback WHERE judgment_id = judgment.id)`;
const SELECT = `SELECT judgment.body, agree, correct_verdict, reason, by_name, feedback.at AS feedback_at
  FROM judgment LEFT JOIN judgment_feedback AS feedback ON feedback.id = ${NEWEST_FEEDBACK}`;

function judgmentFrom(row: FoundRow): Judgment {
  const judgment = JSON.parse(row.body) as Judgment;
  if (row.agree === null) return judgment;
  const feedback: Feedback = {
    agree: row.agree === 1,
    ...(row.correct_verdict === null ? {} : { correctVerdict: row.correct_verdict }),
    ...(row.reason === null ? {} : { reason: row.reason }),
    by: row.by_name ?? '',
    at: new Date(row.feedback_at ?? 0).toISOString(),
  };
  return { ...judgment, feedback };
}

async function list(
  store: SqliteStore,
  filter: Omit<JudgmentListQuery, 'cursor' | 'limit'>,
  after: Cursor | undefined,
  limit: number,
): Promise<Judgment[]> {
  let query = db.selectFrom('judgment').select('id');
  if (filter.from !== undefined) query = query.where('at', '>=', Date.parse(filter.from));
  if (filter.to !== undefined) query = query.where('at', '<=', Date.parse(filter.to));
  if (filter.rulesetId !== undefined) query = query.where('ruleset_id', '=', filter.rulesetId);
  if (filter.equipment !== undefined) query = query.where('equipment', '=', filter.equipment);
  if (filter.verdict !== undefined) query = query.where('verdict', '=', filter.verdict);
  if (filter.minSeverity !== undefined) {
    query = query.where('severity', 'in', SEVERITIES.slice(SEVERITIES.indexOf(filter.minSeverity)));
  }
  if (after !== undefined) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('at', 'id'), '<', tuple(after.at, after.id)),
    );
  }
  const { sql, parameters } = statementOf(query.orderBy('at', 'desc').orderBy('id', 'desc').limit(limit));
  const rows = await store.read<FoundRow>(
    `${SELECT} WHERE judgment.id IN (${sql}) ORDER BY judgment.at DESC, judgment.id DESC`,
    parameters,
  );
  return rows.map(judgmentFrom);
}

export function createSqliteJudgmentStore(store: SqliteStore): JudgmentStore {
  return {
    async add(judgment, request) {
      const insert = db.insertInto('judgment').values({
        id: judgment.id,
        at: Date.parse(judgment.at),
        ruleset_id: judgment.ruleset.id,
        ruleset_version: judgment.ruleset.version,
        equipment: judgment.context?.equipment ?? null,
        verdict: judgment.verdict,
        severity: judgment.severity,
        hold_cause: judgment.holdCause ?? null,
        claimed_confidence: judgment.confidence.claimed,
        idempotency_key: request?.idempotencyKey ?? null,
        request_hash: request?.requestHash ?? null,
        body: JSON.stringify(judgment),
      });
      await store.write([statementOf(insert)], { durability: 'full' });
    },
    async find(id) {
      const [row] = await store.read<FoundRow>(`${SELECT} WHERE judgment.id = ?`, [id]);
      return row === undefined ? undefined : judgmentFrom(row);
    },
    async findByIdempotencyKey(key) {
      const [row] = await store.read<FoundRow & { request_hash: string }>(
        `${SELECT.replace('judgment.body,', 'judgment.body, judgment.request_hash,')} WHERE idempotency_key = ?`,
        [key],
      );
      return row === undefined ? undefined : { judgment: judgmentFrom(row), requestHash: row.request_hash };
    },
    list: (filter, after, limit) => list(store, filter, after, limit),
    async addFeedback(judgment, feedback) {
      const insert = db.insertInto('judgment_feedback').values({
        judgment_id: judgment.id,
        ruleset_id: judgment.ruleset.id,
        ruleset_version: judgment.ruleset.version,
        equipment: judgment.context?.equipment ?? null,
        agree: feedback.agree ? 1 : 0,
        correct_verdict: feedback.correctVerdict ?? null,
        reason: feedback.reason ?? null,
        by_id: feedback.byId,
        by_name: feedback.by,
        at: feedback.at,
      });
      await store.write([statementOf(insert)], { durability: 'full' });
    },
    async feedbackCounts() {
      return store.read<FeedbackCount>(
        `SELECT ruleset_id AS rulesetId, ruleset_version AS rulesetVersion, equipment, sum(agree) AS agreed, count(*) AS total
         FROM judgment_feedback
         WHERE id IN (SELECT max(id) FROM judgment_feedback GROUP BY judgment_id)
         GROUP BY ruleset_id, ruleset_version, equipment`,
      );
    },
    async latest(of) {
      // One seek in the index for each, however many judgments there are.
      const rows = await store.read<{ body: string | null }>(
        `SELECT (
           SELECT body FROM judgment
           WHERE ruleset_id = wanted.value ->> 'rulesetId' AND equipment = wanted.value ->> 'equipment'
             AND (wanted.value ->> 'requested' OR body ->> 'trigger' <> 'request')
           ORDER BY at DESC, id DESC LIMIT 1) AS body
         FROM json_each(?) AS wanted`,
        [JSON.stringify(of)],
      );
      return rows.flatMap(({ body }) => (body === null ? [] : [JSON.parse(body) as Judgment]));
    },
  };
}
