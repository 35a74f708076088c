import type { MappingPreview, PreviewTopic } from '../../../../../shared/contract/topic-mappings.ts';
import { OWN_PREFIX } from '../topic.ts';
import { formOf } from '../topic-form.ts';
import type { CompiledMapping } from './compile.ts';
import { matchTopic, type Parts } from './pattern.ts';
import { readMapped } from './read-mapped.ts';

/** A payload to be looked at. `payload` is its beginning where `size` is more. */
export interface SeenMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly size: number;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  readonly origin: 'live' | 'retained' | 'unreadable';
}

const SHOWN_TOPICS = 100;
const SHOWN_VALUES = 20;
const SHOWN_FAULTS = 5;
const SHOWN_TEXT = 600;
const SHOWN_CONFLICTS = 20;
const SHOWN_KNOWN = 10;
const decoder = new TextDecoder();

function takerOf(
  topic: string,
  mapping: CompiledMapping,
  mappings: readonly CompiledMapping[],
): string | null {
  const form = formOf(topic, mappings);
  if (form.kind === 'mapped') return form.mapping.id === mapping.id ? null : form.mapping.id;
  return form.kind === 'sparkplug' ? 'spBv1.0/' : OWN_PREFIX;
}

type ShownMessage = PreviewTopic['messages'][number];

function shownMessage(mapping: CompiledMapping, parts: Parts, message: SeenMessage): ShownMessage {
  const { payload, size, receivedAt, origin } = message;
  const isCut = payload.length < size;
  const { readings, faults } = isCut
    ? { readings: [], faults: [] }
    : readMapped({ mapping, parts }, payload, receivedAt);
  return {
    receivedAt: new Date(receivedAt).toISOString(),
    origin,
    size,
    text: decoder.decode(payload.subarray(0, SHOWN_TEXT)),
    isCut,
    values: readings.slice(0, SHOWN_VALUES).map(({ path, value, quality, at }) => ({
      path,
      value: typeof value === 'string' ? value.slice(0, SHOWN_TEXT) : value,
      quality,
      at: at === null ? null : new Date(at).toISOString(),
    })),
    valueCount: readings.length,
    faults: faults.slice(0, SHOWN_FAULTS).map(({ reason }) => reason),
    faultCount: faults.length,
  };
}

/** Tags that more than one topic would write, with the topics. */
function conflictsOf(topics: readonly PreviewTopic[]): MappingPreview['conflicts'] {
  const writers = new Map<string, Set<string>>();
  for (const { topic, takenBy, messages } of topics) {
    if (takenBy !== null) continue;
    for (const { path } of messages.flatMap(({ values }) => values)) {
      const known = writers.get(path);
      if (known === undefined) writers.set(path, new Set([topic]));
      else known.add(topic);
    }
  }
  return [...writers]
    .filter(([, from]) => from.size > 1)
    .slice(0, SHOWN_CONFLICTS)
    .map(([path, from]) => ({ path, topics: [...from].slice(0, 3) }));
}

/**
 * What a mapping makes of payloads that came, by the reader the ingest uses. `mappings` are those that would be in
 * force, in their order; `known` are topics the station has had messages of.
 */
export function previewOf(
  mapping: CompiledMapping,
  mappings: readonly CompiledMapping[],
  messages: readonly SeenMessage[],
  known: Iterable<string>,
): Pick<MappingPreview, 'topics' | 'topicCount' | 'conflicts' | 'known'> {
  const byTopic = Map.groupBy(messages, ({ topic }) => topic);
  const topics: PreviewTopic[] = [];
  let topicCount = 0;
  for (const [topic, ofTopic] of [...byTopic].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const parts = matchTopic(mapping.pattern, topic.split('/'));
    if (parts === null) continue;
    topicCount += 1;
    if (topics.length >= SHOWN_TOPICS) continue;
    const newest = ofTopic.toSorted((a, b) => b.receivedAt - a.receivedAt).slice(0, 3);
    topics.push({
      topic,
      takenBy: takerOf(topic, mapping, mappings),
      parts: Object.fromEntries(parts),
      messages: newest.map((message) => shownMessage(mapping, parts, message)),
    });
  }
  const matching = [...known].filter((topic) => matchTopic(mapping.pattern, topic.split('/')) !== null);
  return {
    topics,
    topicCount,
    conflicts: conflictsOf(topics),
    known: { count: matching.length, examples: matching.slice(0, SHOWN_KNOWN) },
  };
}
