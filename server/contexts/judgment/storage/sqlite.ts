import { SEVERITIES } from '../../../../shared/contract/common.ts';
import type { Feedback, Judgment, JudgmentListQuery } from '../../../../shared/contract/judgment.ts';
import {
  queryBuilder,
  statementOf,
  type SqliteStore,
  type SqlValue,
  type Statement,
} from '../../../platform/sqlite/index.ts';
import type { Cursor, FeedbackCount, JudgmentStore, NewFeedback } from '../ports.ts';
import { BODY_SQL, JudgmentBodies, type PackedBody, type UnpackedBody } from './bodies.ts';

interface FoundRow {
  readonly body: string;
  readonly id: Uint8Array;
  readonly at: number;
  readonly request_hash: string | null;
  readonly agree: number | null;
  readonly correct_verdict: string | null;
  readonly reason: string | null;
  readonly by_name: string | null;
  readonly feedback_at: number | null;
}

interface ListedColumns {
  id: Uint8Array;
  at: number;
  ruleset: number;
  equipment: number | null;
  verdict: number;
  severity: number;
}

const db = queryBuilder<{
  judgment_record: ListedColumns;
  judgment_change: ListedColumns;
  judgment_name: { id: number; name: string };
}>();

const NEWEST_FEEDBACK = `(SELECT max(id) FROM judgment_feedback WHERE record = record.seq)`;
const SELECT = `SELECT record.id, record.at, ${BODY_SQL} AS body, record.request_hash,
    agree, correct_verdict, reason, by_name, feedback.at AS feedback_at
  FROM judgment_record AS record LEFT JOIN judgment_feedback AS feedback ON feedback.id = ${NEWEST_FEEDBACK}`;
const NAME = `(SELECT id FROM judgment_name WHERE name = ?)`;
const INSERT = `INSERT INTO judgment_record (id, at, ruleset, ruleset_version, equipment, verdict, severity, hold_cause,
    requested, idempotency_key, request_hash, dictionary, body)
  VALUES (?, ?, ${NAME}, ?, ${NAME}, ${NAME}, ?, ${NAME}, ?, ?, ?, ?, ?)`;
/** Where it is one; the next one is seen to by the schema, see its step `20261128_2105__judgment_changes`. */
const ADD_CHANGE = `INSERT INTO judgment_change (id, at, ruleset, equipment, verdict, severity)
  SELECT * FROM (SELECT ? AS id, ? AS at, ${NAME} AS ruleset, ${NAME} AS equipment, ${NAME} AS verdict, ?) AS new
  WHERE verdict IS NOT (
    SELECT verdict FROM judgment_change AS before
    WHERE before.ruleset = new.ruleset AND before.equipment = new.equipment AND (before.at, before.id) < (new.at, new.id)
    ORDER BY before.at DESC, before.id DESC LIMIT 1)`;
const INSERT_FEEDBACK = `INSERT INTO judgment_feedback (record, ruleset_id, ruleset_version, equipment, agree,
    correct_verdict, reason, by_id, by_name, at)
  VALUES ((SELECT seq FROM judgment_record WHERE id = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
/** Names known to be stored; beyond it they are written again, which changes nothing. */
const MOST_KNOWN_NAMES = 20_000;

/** A judgment's id as its 16 bytes, in a buffer of their own; undefined for a text that is no UUID. */
function bytesOf(id: string): Uint8Array | undefined {
  const digits = id.replaceAll('-', '');
  if (!/^[0-9a-f]{32}$/.test(digits) || id.length !== 36) return undefined;
  return new Uint8Array(Buffer.from(digits, 'hex'));
}

function textOf(id: Uint8Array): string {
  return Buffer.from(id)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function feedbackFrom(row: FoundRow): { feedback?: Feedback } {
  if (row.agree === null) return {};
  const feedback: Feedback = {
    agree: row.agree === 1,
    ...(row.correct_verdict === null ? {} : { correctVerdict: row.correct_verdict }),
    ...(row.reason === null ? {} : { reason: row.reason }),
    by: row.by_name ?? '',
    at: new Date(row.feedback_at ?? 0).toISOString(),
  };
  return { feedback };
}

function newestFirst(
  filter: Omit<JudgmentListQuery, 'cursor' | 'limit'>,
  after: Cursor | undefined,
  limit: number,
): Statement {
  const named = (name: string) => db.selectFrom('judgment_name').select('id').where('name', '=', name);
  let query = db.selectFrom(filter.changesOnly ? 'judgment_change' : 'judgment_record').select('id');
  if (filter.from !== undefined) query = query.where('at', '>=', Date.parse(filter.from));
  if (filter.to !== undefined) query = query.where('at', '<=', Date.parse(filter.to));
  if (filter.rulesetId !== undefined) query = query.where('ruleset', '=', named(filter.rulesetId));
  if (filter.equipment !== undefined) query = query.where('equipment', '=', named(filter.equipment));
  if (filter.verdict !== undefined) query = query.where('verdict', '=', named(filter.verdict));
  if (filter.minSeverity !== undefined && filter.minSeverity !== 'normal') {
    // The literal lets SQLite see that the index of what is not normal holds all of these.
    query = query.where(({ eb }) => eb('severity', '>', eb.lit(0)));
    query = query.where('severity', '>=', SEVERITIES.indexOf(filter.minSeverity));
  }
  if (after !== undefined) {
    const id = bytesOf(after.id) ?? new Uint8Array();
    query = query.where(({ eb, refTuple, tuple }) => eb(refTuple('at', 'id'), '<', tuple(after.at, id)));
  }
  return statementOf(query.orderBy('at', 'desc').orderBy('id', 'desc').limit(limit));
}

function judgmentFrom(row: FoundRow): Judgment {
  const head = { id: textOf(row.id), at: new Date(row.at).toISOString() };
  return { ...head, ...(JSON.parse(row.body) as UnpackedBody), ...feedbackFrom(row) };
}

function namesOf({ ruleset, context, verdict, holdCause }: Judgment): string[] {
  return [ruleset.id, context?.equipment, verdict, holdCause].filter((name) => name !== undefined);
}

function insertOf(
  judgment: Judgment,
  request: { idempotencyKey: string; requestHash: string } | undefined,
  packed: PackedBody,
): Statement {
  const { id, at, ruleset, context, verdict, severity, holdCause, trigger } = judgment;
  const parameters = [
    bytesOf(id) ?? null,
    Date.parse(at),
    ruleset.id,
    ruleset.version,
    context?.equipment ?? null,
    verdict,
    SEVERITIES.indexOf(severity),
    holdCause ?? null,
    trigger === 'request' ? 1 : 0,
    request?.idempotencyKey ?? null,
    request?.requestHash ?? null,
    packed.dictionary,
    packed.body,
  ];
  return { sql: INSERT, parameters };
}

function changeOf({ id, at, ruleset, context, verdict, severity }: Judgment): Statement {
  const equipment = context?.equipment ?? null;
  return {
    sql: ADD_CHANGE,
    parameters: [
      bytesOf(id) ?? null,
      Date.parse(at),
      ruleset.id,
      equipment,
      verdict,
      SEVERITIES.indexOf(severity),
    ],
  };
}

function feedbackInsertOf({ id, ruleset, context }: Judgment, feedback: NewFeedback): Statement {
  const parameters = [
    bytesOf(id) ?? null,
    ruleset.id,
    ruleset.version,
    context?.equipment ?? null,
    feedback.agree ? 1 : 0,
    feedback.correctVerdict ?? null,
    feedback.reason ?? null,
    feedback.byId,
    feedback.by,
    feedback.at,
  ];
  return { sql: INSERT_FEEDBACK, parameters };
}

export function createSqliteJudgmentStore(store: SqliteStore): JudgmentStore {
  const bodies = new JudgmentBodies(store);
  const knownNames = new Set<string>();

  const select = (where: string, parameters: readonly SqlValue[]) =>
    store.read<FoundRow>(`${SELECT} WHERE ${where}`, parameters);
  return {
    async add(judgment, saysState, request) {
      const isState = saysState && judgment.context?.equipment !== undefined;
      const packed = await bodies.pack(judgment);
      const newNames = namesOf(judgment).filter((name) => !knownNames.has(name));
      const statements = newNames.map((name): Statement => ({
        sql: 'INSERT OR IGNORE INTO judgment_name (name) VALUES (?)',
        parameters: [name],
      }));
      const insert = insertOf(judgment, request, packed);
      const changes = isState ? [changeOf(judgment)] : [];
      await store.write([...statements, ...packed.statements, insert, ...changes], {
        durability: 'full',
      });
      packed.committed();
      if (knownNames.size > MOST_KNOWN_NAMES) knownNames.clear();
      for (const name of newNames) knownNames.add(name);
    },
    async find(id) {
      const bytes = bytesOf(id);
      if (bytes === undefined) return undefined;
      const [row] = await select('record.id = ?', [bytes]);
      return row === undefined ? undefined : judgmentFrom(row);
    },
    async findByIdempotencyKey(key) {
      const [row] = await select('record.idempotency_key = ?', [key]);
      return row === undefined
        ? undefined
        : { judgment: judgmentFrom(row), requestHash: row.request_hash ?? '' };
    },
    async list(filter, after, limit) {
      const { sql, parameters = [] } = newestFirst(filter, after, limit);
      const rows = await select(`record.id IN (${sql}) ORDER BY record.at DESC, record.id DESC`, parameters);
      return rows.map(judgmentFrom);
    },
    async addFeedback(judgment, feedback) {
      await store.write([feedbackInsertOf(judgment, feedback)], { durability: 'full' });
    },
    async feedbackCounts() {
      return store.read<FeedbackCount>(
        `SELECT ruleset_id AS rulesetId, ruleset_version AS rulesetVersion, equipment, sum(agree) AS agreed,
           count(*) AS total
         FROM judgment_feedback
         WHERE id IN (SELECT max(id) FROM judgment_feedback GROUP BY record)
         GROUP BY ruleset_id, ruleset_version, equipment`,
      );
    },
    async withFeedback(rulesetId, from, to, limit) {
      const rows = await select(
        `record.seq IN (SELECT record FROM judgment_feedback WHERE ruleset_id = ?)
           AND record.at BETWEEN ? AND ? ORDER BY record.at, record.id LIMIT ?`,
        [rulesetId, from, to, limit],
      );
      return rows.map(judgmentFrom);
    },
    async latest(of) {
      // One seek in the index for each, however many judgments there are.
      const rows = await select(
        `record.seq IN (
           SELECT (
             SELECT seq FROM judgment_record
             WHERE ruleset = (SELECT id FROM judgment_name WHERE name = wanted.value ->> 'rulesetId')
               AND equipment = (SELECT id FROM judgment_name WHERE name = wanted.value ->> 'equipment')
               AND (wanted.value ->> 'requested' OR requested = 0)
             ORDER BY at DESC, id DESC LIMIT 1)
           FROM json_each(?) AS wanted)`,
        [JSON.stringify(of)],
      );
      return rows.map(judgmentFrom);
    },
  };
}
