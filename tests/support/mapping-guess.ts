import { expect } from 'vitest';
import { textOfReason } from '../../shared/contract/reasons.ts';
import { topicMappingSchema, type TopicMapping } from '../../shared/contract/topic-mappings.ts';
import { compileMapping } from '../../server/contexts/data-hub/domain/mapping/compile.ts';
import { guessMapping, seenPayload } from '../../server/contexts/data-hub/domain/mapping/guess/guess.ts';
import { readMapped } from '../../server/contexts/data-hub/domain/mapping/read-mapped.ts';
import { formOf } from '../../server/contexts/data-hub/domain/topic-form.ts';

/** When the payloads came, and the time within them. */
export const NOW = Date.UTC(2026, 10, 28, 12);
export const T = NOW - 2_000;
export const arrival = { at: NOW, zone: 'Asia/Seoul' };

export const bytes = (payload: unknown) =>
  new TextEncoder().encode(typeof payload === 'string' ? payload : JSON.stringify(payload));

/** A payload as the guess has it. */
export function seenOf(payload: unknown) {
  const seen = seenPayload(bytes(payload), arrival);
  if ('fault' in seen) throw new Error(textOfReason(seen.fault, 'en'));
  return seen;
}

/** The mapping that is guessed; throws where none is. */
export function guessed(topic: string, payload: unknown, others: readonly string[] = []): TopicMapping {
  const guess = guessMapping(topic, seenOf(payload), { arrival, seen: others });
  if ('fault' in guess) throw new Error(textOfReason(guess.fault, 'en'));
  return topicMappingSchema.parse({ id: 'g', name: 'G', ...guess });
}

/** What the reader of the ingest makes of the payload by a mapping: `[value, quality, seconds before now]` by tag. */
export function read(mapping: TopicMapping, topic: string, payload: unknown) {
  const compiled = compileMapping(mapping);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults));
  const target = formOf(topic, [compiled.mapping]);
  if (target.kind !== 'mapped') throw new Error(`the pattern ${mapping.pattern} does not match ${topic}`);
  const { readings, faults } = readMapped(target, bytes(payload), NOW);
  expect(faults).toEqual([]);
  return readings.map(({ path, value, quality, at }) => [
    path,
    value,
    quality,
    at === null ? null : (NOW - at) / 1_000,
  ]);
}

export const iso = (at: number) => new Date(at).toISOString();
