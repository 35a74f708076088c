import type { MappingFinding } from '../../../../../shared/contract/topic-mappings.ts';
import { covers, overlap, topicOf } from '../../../../../shared/util/topic-filters.ts';
import type { CompiledMapping } from './compile.ts';

/** Topics the station reads by forms of its own, before any mapping. */
export const RESERVED = ['aif/v1/#', 'spBv1.0/#'] as const;
const NAMES = ['line', 'machine', 'group', 'signal', 'part', 'level'];

function example(depth: number): string {
  return NAMES[depth - 1] ?? `level${depth}`;
}

const prefixOf = (filter: string) => filter.slice(0, -1);

/** Why a pattern gets less than it seems to: which of those before it take from it, and whether anything is left. */
function takenBy(mapping: CompiledMapping, before: readonly CompiledMapping[]): MappingFinding[] {
  const { filter } = mapping.pattern;
  const findings: MappingFinding[] = [];
  for (const reserved of RESERVED) {
    if (!overlap(filter, reserved)) continue;
    const kind = covers(reserved, filter) ? 'swallowed' : 'reserved';
    findings.push({ kind, mapping: mapping.id, by: prefixOf(reserved) });
  }
  const earlier = before.filter((other) => overlap(filter, other.pattern.filter));
  for (const other of earlier) {
    const isAll = covers(other.pattern.filter, filter);
    const topic = topicOf([filter, other.pattern.filter], [...RESERVED], example);
    if (typeof topic !== 'string') continue;
    findings.push({ kind: isAll ? 'swallowed' : 'shared', mapping: mapping.id, by: other.id, topic });
  }
  if (findings.some(({ kind }) => kind === 'swallowed')) return findings;
  const others = earlier.map(({ pattern }) => pattern.filter);
  // Not one of them takes everything, but together they may.
  if (topicOf([filter], [...RESERVED, ...others]) === null)
    findings.push({ kind: 'swallowed', mapping: mapping.id });
  return findings;
}

/** Whether topics that differ only in what the tag does not name become one tag. */
function mergesTopics({ pattern, template, rule }: CompiledMapping): boolean {
  if (pattern.tail === 'any') return true;
  // What tells them apart may stand in the payload instead.
  if (rule.form === 'json' && rule.fields.some(([name]) => template.names.has(name))) return false;
  return pattern.levels.some(
    (level) => level.kind === 'any' || (level.kind === 'part' && !template.names.has(level.name)),
  );
}

/**
 * How the patterns share topics with each other and with the station's own forms, by reasoning over all topics there
 * can be. The mappings are those in force, in their order.
 */
export function findOverlaps(mappings: readonly CompiledMapping[]): MappingFinding[] {
  return mappings.flatMap((mapping, index) => [
    ...takenBy(mapping, mappings.slice(0, index)),
    ...(mergesTopics(mapping) ? [{ kind: 'merged' as const, mapping: mapping.id }] : []),
  ]);
}
