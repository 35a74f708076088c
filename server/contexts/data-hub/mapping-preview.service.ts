import { placed, textOfReason } from '../../../shared/contract/reasons.ts';
import type { z } from 'zod';
import { AppError } from '../../../shared/contract/errors.ts';
import type {
  Listening,
  listenSchema,
  MappingPreview,
  previewQuerySchema,
} from '../../../shared/contract/topic-mappings.ts';
import type { DataHub } from './data-hub.service.ts';
import { compileAll } from './domain/mapping/compile.ts';
import { findOverlaps } from './domain/mapping/overlap.ts';
import { parsePattern } from './domain/mapping/pattern.ts';
import { previewOf } from './domain/mapping/preview.ts';
import type { TopicListening } from './listening.ts';
import type { SeenPayloads } from './seen-payloads.ts';

/** Trying a mapping on real payloads before it is in force. */
export interface MappingPreviewService {
  /** Listens in for a minute. Errors `VALIDATION_FAILED`, `BROKER_UNAVAILABLE`. */
  listen(input: z.infer<typeof listenSchema>): Promise<Listening>;
  stopListening(id: string): Listening | null;
  /** What a mapping makes of the payloads heard, and of those kept because they could not be read. */
  preview(input: z.infer<typeof previewQuerySchema>): Promise<MappingPreview>;
}

export function createMappingPreview(
  hub: Pick<DataHub, 'topicNames'>,
  payloads: SeenPayloads,
  listening: TopicListening,
): MappingPreviewService {
  return {
    listen({ filter }) {
      const pattern = parsePattern(filter);
      if (!('reason' in pattern)) return listening.start(pattern.filter);
      const reason = placed(pattern.reason, { character: pattern.at + 1 });
      const message = textOfReason(reason, 'en');
      throw new AppError('VALIDATION_FAILED', `filter: ${message}`, [{ path: 'filter', message, reason }]);
    },
    stopListening: (id) => listening.stop(id),
    async preview({ mappings, id, listening: listeningId }) {
      const { mappings: inForce, faults } = compileAll(mappings);
      const heard = listeningId === null ? null : listening.heard(listeningId);
      const checked = {
        errors: [...faults],
        findings: findOverlaps(inForce),
        listening: heard?.status ?? null,
      };
      // One that is switched off can be tried all the same.
      const edited = mappings.map((mapping) => (mapping.id === id ? { ...mapping, enabled: true } : mapping));
      const tried = compileAll(edited).mappings;
      const mapping = tried.find((candidate) => candidate.id === id);
      if (mapping === undefined)
        return { ...checked, topics: [], topicCount: 0, conflicts: [], known: { count: 0, examples: [] } };
      return { ...checked, ...previewOf(mapping, tried, await payloads.all(listeningId), hub.topicNames()) };
    },
  };
}
