import type { SignalValue } from '../../../../shared/contract/common.ts';
import type { Counters } from '../../../../shared/contract/data-hub.ts';
import type { SqlValue } from '../../../platform/sqlite/index.ts';
import type { SourceState, TagState, TopicState } from '../domain/state.ts';
import { partsOf } from '../domain/topic.ts';
import type { Column } from './state-rows.ts';

const KIND = { number: 0, boolean: 1, text: 2 } as const;

export interface TagRow extends Counters {
  id: number;
  path: string;
  created_at: number;
  made_by: string;
  shared: number;
  newest_at: number | null;
  furthest_at: number | null;
  last_at: number | null;
  last_received_at: number | null;
  last_value: SqlValue;
  last_kind: number;
  last_quality: number | null;
  held_seq: number | null;
  held_topic: string | null;
}

export interface TopicRow extends Counters {
  topic: string;
  source: string;
  first_seq: number | null;
  last_seq: number | null;
  newest_at: number | null;
  last_received_at: number;
}

/** Columns `value` and `kind` of a value. */
const valueColumn = (value: SignalValue | null): SqlValue =>
  typeof value === 'boolean' ? (value ? 1 : 0) : value;

function kindColumn(value: SignalValue | null): number {
  if (typeof value === 'boolean') return KIND.boolean;
  return typeof value === 'string' ? KIND.text : KIND.number;
}

function valueFrom(value: SqlValue, kind: number): SignalValue | null {
  if (value === null) return null;
  if (kind === KIND.boolean) return value === 1;
  return value as number | string;
}

function countersFrom(row: Counters): Counters {
  const { received, stored, duplicate, late, unreadable, filtered, gap } = row;
  return { received, stored, duplicate, late, unreadable, filtered, gap };
}

const COUNTERS: readonly Column<{ readonly counters: Counters }>[] = [
  ['received', ({ counters }) => counters.received],
  ['stored', ({ counters }) => counters.stored],
  ['duplicate', ({ counters }) => counters.duplicate],
  ['late', ({ counters }) => counters.late],
  ['unreadable', ({ counters }) => counters.unreadable],
  ['filtered', ({ counters }) => counters.filtered],
  ['gap', ({ counters }) => counters.gap],
];

/** The cells of a row. */
export function cellsOf<Row>(columns: readonly Column<Row>[]): (row: Row) => SqlValue[] {
  return (row) => columns.map(([, cell]) => cell(row));
}

/** -Infinity stands for "never" in memory, NULL in the store. */
function timeColumn(at: number): number | null {
  return at === -Infinity ? null : at;
}

export function tagFrom(row: TagRow): TagState {
  const last =
    row.last_at === null
      ? null
      : {
          value: valueFrom(row.last_value, row.last_kind),
          quality: row.last_quality ?? 0,
          at: row.last_at,
          receivedAt: row.last_received_at ?? row.last_at,
        };
  return {
    id: row.id,
    path: row.path,
    createdAt: row.created_at,
    madeBy: row.made_by,
    isShared: row.shared === 1,
    newestAt: row.newest_at ?? -Infinity,
    furthestAt: row.furthest_at ?? -Infinity,
    last,
    kept: null,
    held: row.held_seq === null ? null : { seq: row.held_seq, topic: row.held_topic ?? '' },
    counters: countersFrom(row),
  };
}

/** The key last, as in an update. */
export const TAG_COLUMNS: readonly Column<TagState>[] = [
  ['newest_at', ({ newestAt }) => timeColumn(newestAt)],
  ['furthest_at', ({ furthestAt }) => timeColumn(furthestAt)],
  ['last_at', ({ last }) => last?.at ?? null],
  ['last_received_at', ({ last }) => last?.receivedAt ?? null],
  ['last_value', ({ last }) => valueColumn(last?.value ?? null)],
  ['last_kind', ({ last }) => kindColumn(last?.value ?? null)],
  ['last_quality', ({ last }) => last?.quality ?? null],
  ...COUNTERS,
  ['held_seq', ({ held }) => held?.seq ?? null],
  ['held_topic', ({ held }) => held?.topic ?? null],
  ['shared', ({ isShared }) => (isShared ? 1 : 0)],
  ['id', ({ id }) => id],
];

export function topicFrom(row: TopicRow): TopicState {
  const { first_seq: first, last_seq: last } = row;
  return {
    topic: row.topic,
    source: row.source,
    counters: countersFrom(row),
    sequence: first === null || last === null ? null : { first, last },
    newestAt: row.newest_at ?? -Infinity,
    lastReceivedAt: row.last_received_at,
  };
}

export const TOPIC_COLUMNS: readonly Column<TopicState>[] = [
  ['topic', ({ topic }) => topic],
  ...COUNTERS,
  ['first_seq', ({ sequence }) => sequence?.first ?? null],
  ['last_seq', ({ sequence }) => sequence?.last ?? null],
  ['newest_at', ({ newestAt }) => timeColumn(newestAt)],
  ['last_received_at', ({ lastReceivedAt }) => lastReceivedAt],
  ['source', ({ source }) => source],
];

export interface SourceRow extends Counters {
  id: string;
  refused: number;
  last_received_at: number;
}

export function sourceFrom(row: SourceRow): SourceState {
  return {
    id: row.id,
    counters: countersFrom(row),
    refused: row.refused,
    lastReceivedAt: row.last_received_at,
  };
}

export const SOURCE_COLUMNS: readonly Column<SourceState>[] = [
  ['id', ({ id }) => id],
  ...COUNTERS,
  ['refused', ({ refused }) => refused],
  ['last_received_at', ({ lastReceivedAt }) => lastReceivedAt],
];

export const NEW_TAG = `INSERT INTO tag (id, path, site, area, line, equipment, name, created_at, made_by)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** Parameters of `NEW_TAG`. */
export function newTagRow({ id, path, createdAt, madeBy }: TagState): SqlValue[] {
  const { site, area, line, equipment, name } = partsOf(path);
  return [id, path, site, area, line, equipment, name, createdAt, madeBy];
}
