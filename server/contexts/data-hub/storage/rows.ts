import type { SignalValue } from '../../../../shared/contract/common.ts';
import type { Counters } from '../../../../shared/contract/data-hub.ts';
import type { SqlValue } from '../../../platform/sqlite/index.ts';
import type { SourceState, TagState, TopicState } from '../domain/state.ts';
import { partsOf } from '../domain/topic.ts';

const KIND = { number: 0, boolean: 1, text: 2 } as const;

export interface TagRow extends Counters {
  id: number;
  path: string;
  created_at: number;
  made_by: string;
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
function valueColumns(value: SignalValue | null): [SqlValue, number] {
  if (typeof value === 'boolean') return [value ? 1 : 0, KIND.boolean];
  return [value, typeof value === 'string' ? KIND.text : KIND.number];
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

function counterColumns(counters: Counters): number[] {
  const { received, stored, duplicate, late, unreadable, filtered, gap } = counters;
  return [received, stored, duplicate, late, unreadable, filtered, gap];
}

const COUNTER_COLUMNS = ['received', 'stored', 'duplicate', 'late', 'unreadable', 'filtered', 'gap'] as const;

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
    newestAt: row.newest_at ?? -Infinity,
    furthestAt: row.furthest_at ?? -Infinity,
    last,
    kept: null,
    held: row.held_seq === null ? null : { seq: row.held_seq, topic: row.held_topic ?? '' },
    counters: countersFrom(row),
  };
}

export const TAG_COLUMNS: readonly string[] = [
  'newest_at',
  'furthest_at',
  'last_at',
  'last_received_at',
  'last_value',
  'last_kind',
  'last_quality',
  ...COUNTER_COLUMNS,
  'held_seq',
  'held_topic',
  'id',
];

/** A tag's cells in `TAG_COLUMNS`. */
export function tagColumns(tag: TagState): SqlValue[] {
  const [value, kind] = valueColumns(tag.last?.value ?? null);
  return [
    timeColumn(tag.newestAt),
    timeColumn(tag.furthestAt),
    tag.last?.at ?? null,
    tag.last?.receivedAt ?? null,
    value,
    kind,
    tag.last?.quality ?? null,
    ...counterColumns(tag.counters),
    tag.held?.seq ?? null,
    tag.held?.topic ?? null,
    tag.id,
  ];
}

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

export const TOPIC_COLUMNS: readonly string[] = [
  'topic',
  ...COUNTER_COLUMNS,
  'first_seq',
  'last_seq',
  'newest_at',
  'last_received_at',
  'source',
];

export function topicColumns(topic: TopicState): SqlValue[] {
  return [
    topic.topic,
    ...counterColumns(topic.counters),
    topic.sequence?.first ?? null,
    topic.sequence?.last ?? null,
    timeColumn(topic.newestAt),
    topic.lastReceivedAt,
    topic.source,
  ];
}

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

export const SOURCE_COLUMNS: readonly string[] = ['id', ...COUNTER_COLUMNS, 'refused', 'last_received_at'];

export function sourceColumns(source: SourceState): SqlValue[] {
  return [source.id, ...counterColumns(source.counters), source.refused, source.lastReceivedAt];
}

export const NEW_TAG = `INSERT INTO tag (id, path, site, area, line, equipment, name, created_at, made_by)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** Parameters of `NEW_TAG`. */
export function newTagRow({ id, path, createdAt, madeBy }: TagState): SqlValue[] {
  const { site, area, line, equipment, name } = partsOf(path);
  return [id, path, site, area, line, equipment, name, createdAt, madeBy];
}
