import { fieldErrorsOf, type FieldError } from '../../../../../shared/contract/errors.ts';
import { UNNAMED_LEVEL, UNSORTED_SITE } from '../../../../../shared/contract/tags.ts';
import {
  TOPIC_MAPPINGS_FORMAT,
  topicMappingSchema,
  topicMappingsFileSchema,
  type TopicMapping,
  type TopicMappingsFile,
} from '../../../../../shared/contract/topic-mappings.ts';

const TAG_LEVELS = 5;
const NAME_LENGTH = 120;

type JsonRule = Extract<TopicMapping['payload'], { form: 'json' }>;

/** `base`, or with a number behind it where it is taken. */
function free(base: string, taken: ReadonlySet<string>): string {
  let name = base;
  for (let number = 2; taken.has(name); number += 1) name = `${base}-${number}`;
  return name;
}

const idsOf = (mappings: readonly TopicMapping[]) => new Set(mappings.map(({ id }) => id));

/** What a new mapping starts as: the form most gateways come close to. Where its tags belong the plant knows. */
export function newMapping(mappings: readonly TopicMapping[], name: string): TopicMapping {
  return topicMappingSchema.parse({
    id: free('mapping', idsOf(mappings)),
    name,
    pattern: 'plc/{line}/{equipment}/+/{tag}',
    tag: '{line}/{equipment}/{tag}',
    payload: { form: 'json', values: ['@.value'], time: { path: '@.ts', format: 'iso' } },
  });
}

/** A name for a mapping of these topics: what is the same in all of them. */
export function nameFor(pattern: string): string {
  const same = pattern.split('/').filter((level) => !/^(\{.*\}|[+#]|)$/.test(level));
  return (same.join('/') || pattern).slice(0, NAME_LENGTH);
}

export function copyOf(mappings: readonly TopicMapping[], mapping: TopicMapping): TopicMapping {
  return { ...mapping, id: free(mapping.id.slice(0, 58), idsOf(mappings)) };
}

export function jsonRule(): JsonRule {
  const { payload } = newMapping([], 'x');
  if (payload.form !== 'json') throw new TypeError('a new mapping reads JSON');
  return payload;
}

/** Where a tag of fewer than five levels comes, with its parts as they are written; null for one of five. */
export function unsortedPath(tag: string): string | null {
  const levels = tag.split('/');
  if (levels.length >= TAG_LEVELS) return null;
  return [UNSORTED_SITE, ...Array(TAG_LEVELS - 1 - levels.length).fill(UNNAMED_LEVEL), ...levels].join('/');
}

/** The list with one mapping a place further up (-1) or down (1). */
export function moved(mappings: readonly TopicMapping[], id: string, by: -1 | 1): TopicMapping[] {
  const from = mappings.findIndex((mapping) => mapping.id === id);
  const list = [...mappings];
  const [mapping] = list.splice(from, 1);
  if (mapping !== undefined) list.splice(Math.max(0, from + by), 0, mapping);
  return list;
}

/** A file of mappings, or what is wrong with it by path. */
export function readMappingsFile(text: string): { file: TopicMappingsFile } | { errors: FieldError[] } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { errors: [{ path: '', message: error instanceof Error ? error.message : String(error) }] };
  }
  const result = topicMappingsFileSchema.safeParse(json);
  return result.success ? { file: result.data } : { errors: fieldErrorsOf(result.error) };
}

export function writeMappingsFile(mappings: readonly TopicMapping[]): string {
  return `${JSON.stringify({ format: TOPIC_MAPPINGS_FORMAT, mappings }, null, 2)}\n`;
}

/** The text of a whole JSON string; null for all else. */
export function unquoted(text: string): string | null {
  if (!/^".*"$/.test(text)) return null;
  try {
    return JSON.parse(text) as string;
  } catch {
    return null;
  }
}

/** Lines of `name = value`, as a record; a line without `=` is its own value. Empty lines count nothing. */
export function recordOf(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf('=');
      return at < 0 ? [line.trim(), ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    }),
  );
}

export function linesOf(record: Readonly<Record<string, string | number | boolean>>): string {
  return Object.entries(record)
    .map(([name, value]) => `${name} = ${value}`)
    .join('\n');
}
