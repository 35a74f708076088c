import { reasonSchema, textOfReason } from '../../../../shared/contract/reasons.ts';
import type { SqliteStore, Statement } from '../../../platform/sqlite/index.ts';
import type { BatchWrite, DeliveryEntry, PartOutcome, ReceiptRow, UnreadableRow } from '../domain/batch.ts';
import type { DataHubStore, Removal, RetentionPolicy } from '../ports.ts';
import { encodeJournal } from '../domain/history/journal.ts';
import { NO_COUNTS } from '../domain/state.ts';
import type { RoundLimits } from './history-rounds.ts';
import { HistoryThread } from './history-thread.ts';
import { encodePlaces } from '../domain/added-places.ts';
import { createAddedStore } from './added.ts';
import { createDerivedStore } from './derived.ts';
import { createMappingStore } from './mappings.ts';
import { NEW_TAG, newTagRow, sourceFrom, topicFrom } from './rows.ts';
import type { SourceRow, TopicRow } from './rows.ts';
import { createTagStore, loadTags, newsOfTags } from './tags.ts';
import { StateLog, type LoggedStates } from './state-log.ts';
import { newestRows } from './state-rows.ts';
import { createViewStore } from './views.ts';

/** Deliveries remembered, the newest; more than any broker leaves unacknowledged on one session. */
const KEPT_DELIVERIES = 8_192;

const JOURNAL = 'INSERT INTO history_journal (body) VALUES (?)';
const REMOVALS = `SELECT id, ended_at AS at, policy, samples, bytes, from_at AS "from", to_at AS "to"
  FROM history_removal WHERE id < ? ORDER BY id DESC LIMIT ?`;
const UNREADABLE =
  'INSERT INTO unreadable (source, topic, received_at, reason, said, size, payload) VALUES (?, ?, ?, ?, ?, ?, ?)';
const DROP_UNREADABLE = `DELETE FROM unreadable WHERE source = ? AND id <= (
  SELECT id FROM unreadable WHERE source = ? ORDER BY id DESC LIMIT 1 OFFSET ?)`;
const DELIVERY = 'INSERT INTO delivery (size, entries) VALUES (?, ?)';
const DROP_DELIVERIES = `DELETE FROM delivery WHERE id < (
  SELECT max(id) FROM (SELECT id, sum(size) OVER (ORDER BY id DESC) AS kept FROM delivery)
  WHERE kept >= ${KEPT_DELIVERIES})`;
const RECEIPT = 'INSERT INTO ingest_part (key, part, hash, answer) VALUES (?, ?, ?, ?)';
/** Parts of requests remembered, the newest. */
const KEPT_RECEIPTS = 200_000;
const DROP_RECEIPTS = `DELETE FROM ingest_part WHERE id <= (SELECT max(id) FROM ingest_part) - ${KEPT_RECEIPTS}`;
const MARK = 'INSERT OR REPLACE INTO source_mark (source, mark) VALUES (?, ?)';
const REMEMBER = 'INSERT INTO added_samples (source, samples, body) VALUES (?, ?, ?)';
/** Of each source's unreadable payloads the newest that will be kept. */
function keptOf({ unreadable, keptUnreadable }: BatchWrite): UnreadableRow[] {
  const left = new Map(keptUnreadable);
  return unreadable
    .toReversed()
    .filter(({ source }) => {
      const more = left.get(source) ?? 0;
      left.set(source, more - 1);
      return more > 0;
    })
    .toReversed();
}

function statementsOf(batch: BatchWrite): Statement[] {
  const statements: Statement[] = [
    {
      sql: NEW_TAG,
      rows: batch.newTags.map(newTagRow),
    },
    ...newsOfTags(batch.newAddresses, batch.said),
    {
      sql: UNREADABLE,
      rows: keptOf(batch).map((row) => [
        row.source,
        row.topic,
        row.receivedAt,
        textOfReason(row.reason, 'en'),
        JSON.stringify(row.reason),
        row.size,
        row.payload,
      ]),
    },
    { sql: DROP_UNREADABLE, rows: [...batch.keptUnreadable].map(([source, kept]) => [source, source, kept]) },
  ];
  const used = statements.filter((statement) => statement.rows?.length !== 0);
  if (batch.samples.stored > 0) used.push({ sql: JOURNAL, parameters: [encodeJournal(batch.samples)] });
  if (batch.marks !== undefined)
    used.push({ sql: MARK, rows: batch.marks.map(({ source, mark }) => [source, mark]) });
  if (batch.remember !== undefined && batch.samples.news > 0) {
    const places = batch.samples.places();
    const parameters = [batch.remember, places.length, encodePlaces(places)];
    used.push({ sql: REMEMBER, parameters });
  }
  if (batch.receipts !== undefined) {
    const rows = batch.receipts.map(({ key, part, hash, ...answer }) => [
      key,
      part,
      hash,
      JSON.stringify(answer),
    ]);
    used.push({ sql: RECEIPT, rows }, { sql: DROP_RECEIPTS });
  }
  if (batch.deliveries.length > 0) {
    used.push(
      { sql: DELIVERY, parameters: [batch.deliveries.length, JSON.stringify(batch.deliveries)] },
      { sql: DROP_DELIVERIES },
    );
  }
  return used;
}

async function readReceipts(store: SqliteStore, key: string): Promise<ReceiptRow[]> {
  const rows = await store.read<{ key: string; part: number; hash: string; answer: string }>(
    'SELECT key, part, hash, answer FROM ingest_part WHERE key = ? ORDER BY part',
    [key],
  );
  return rows.map(({ answer, ...row }) => {
    const { counters, ...rest } = JSON.parse(answer) as PartOutcome;
    // Those written before a counter came to be do not have it.
    return { ...row, ...rest, counters: { ...NO_COUNTS, ...counters } };
  });
}

interface UnreadableRecord {
  id: number;
  source: string;
  topic: string;
  received_at: number;
  reason: string;
  said: string | null;
  size: number;
  payload: Uint8Array;
}

interface Loaded {
  readonly records: Awaited<ReturnType<DataHubStore['load']>>;
  readonly logged: LoggedStates;
}

/** The log first: rows read after it are as old as it or newer. */
async function loadAll(store: SqliteStore, onProblem: (message: string) => void): Promise<Loaded> {
  const log = await store.read<{ id: number; body: Uint8Array }>(
    'SELECT id, body FROM hub_state_log ORDER BY id',
  );
  const newest = newestRows(log, onProblem);
  const [tagRecords, topicRows, deliveries, sourceRows] = await Promise.all([
    loadTags(store, newest.tag),
    store.read<TopicRow>('SELECT * FROM topic'),
    store.read<{ entries: string }>('SELECT entries FROM delivery ORDER BY id'),
    store.read<SourceRow>('SELECT * FROM source_counters'),
  ]);
  const topics = new Map(topicRows.map((row) => [row.topic, row]));
  for (const [topic, row] of newest.topic as Map<string, Partial<TopicRow>>)
    topics.set(topic, { ...topics.get(topic), ...row } as TopicRow);
  const sources = new Map(sourceRows.map((row) => [row.id, row]));
  for (const [id, row] of newest.source_counters as Map<string, Partial<SourceRow>>)
    sources.set(id, { ...sources.get(id), ...row } as SourceRow);
  const records = {
    tags: tagRecords,
    topics: Array.from(topics.values(), topicFrom),
    deliveries: deliveries.flatMap((row) => JSON.parse(row.entries) as DeliveryEntry[]),
    sources: Array.from(sources.values(), sourceFrom),
  };
  const logged = {
    lastId: log.at(-1)?.id ?? 0,
    bytes: log.reduce((sum, { body }) => sum + body.length, 0),
    tags: records.tags.tags.filter(({ id }) => newest.tag.has(id)),
    topics: records.topics.filter(({ topic }) => newest.topic.has(topic)),
    sources: records.sources.filter(({ id }) => newest.source_counters.has(id)),
  };
  return { records, logged };
}

/**
 * The hub's tables in the station's database. `beside`: another process writes them, this one only reads. `rounds`: other limits of
 * when samples go into chunks. `onProblem`: what of the history cannot be read.
 */
export function createSqliteDataHubStore(
  store: SqliteStore,
  {
    beside = false,
    retention = null,
    rounds = {},
    onProblem = () => {},
  }: {
    beside?: boolean;
    /** How long samples are kept; without it nothing is removed. */
    retention?: RetentionPolicy | null;
    rounds?: Partial<RoundLimits>;
    onProblem?: (message: string) => void;
  } = {},
): DataHubStore {
  const history = new HistoryThread(store, { seals: beside ? false : rounds, retention, onProblem });
  const states = new StateLog();
  const commit = async (batch: BatchWrite, before: readonly Statement[] = []) => {
    const { statements, written } = states.next(batch);
    await store.write([...before, ...statementsOf(batch), ...statements], { durability: 'normal' });
    written();
  };
  return {
    async load() {
      const { records, logged } = await loadAll(store, onProblem);
      states.begin(logged);
      return records;
    },
    commit: (batch) => commit(batch),
    existing: (keys) => history.ask('existing', keys),
    samplesBetween: (tagId, from, to) => history.ask('between', tagId, from, to),
    sampleAt: (tagId, at) => history.ask('sampleAt', tagId, at),
    history: {
      window: (tagId, window) => history.askLong('window', tagId, window),
      columns: (tagId, window) => history.askLong('columns', tagId, window),
      figures: (tagId, window) => history.askLong('figures', tagId, window),
      footprint: (tagId, window) => history.askLong('footprint', tagId, window),
      retention: () => history.retention(),
      removals: (beforeId, limit) =>
        store.read<Removal>(REMOVALS, [beforeId ?? Number.MAX_SAFE_INTEGER, limit]),
      exported: (question) => history.askLong('exported', question),
    },
    async mark(source) {
      const [row] = await store.read<{ mark: string }>('SELECT mark FROM source_mark WHERE source = ?', [
        source,
      ]);
      return row?.mark ?? null;
    },
    receipts: (key) => readReceipts(store, key),
    async forgetMark(source) {
      const forget = { sql: 'DELETE FROM source_mark WHERE source = ?', parameters: [source] };
      await store.write([forget], { durability: 'normal' });
    },
    async unreadable(beforeId, limit, source) {
      const rows = await store.read<UnreadableRecord>(
        `SELECT * FROM unreadable WHERE id < ? ${source === undefined ? '' : 'AND source = ?'} ORDER BY id DESC LIMIT ?`,
        [beforeId ?? Number.MAX_SAFE_INTEGER, ...(source === undefined ? [] : [source]), limit],
      );
      return rows.map((row) => ({
        id: row.id,
        source: row.source,
        topic: row.topic,
        receivedAt: new Date(row.received_at).toISOString(),
        reason: row.reason,
        // One of a later version, or of an earlier one that had none, is told by its text.
        said: row.said === null ? null : (reasonSchema.safeParse(JSON.parse(row.said)).data ?? null),
        size: row.size,
        payloadBase64: Buffer.from(row.payload).toString('base64'),
      }));
    },
    views: createViewStore(store),
    tagChanges: createTagStore(store),
    derived: createDerivedStore(store),
    mappings: createMappingStore(store),
    added: createAddedStore(store, history, commit),
  };
}
