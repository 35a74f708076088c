import type { DataHub } from './data-hub.service.ts';
import type { TopicListening } from './listening.ts';
import { createMappingPayloads, type MappingPayloadsService } from './mapping-payloads.service.ts';
import { createMappingPreview, type MappingPreviewService } from './mapping-preview.service.ts';
import { createSeenPayloads } from './seen-payloads.ts';

/** What is done with real payloads before a mapping is in force: making it from one, and trying it on all. */
export type MappingTrials = MappingPreviewService & MappingPayloadsService;

export function createMappingTrials(
  hub: Pick<DataHub, 'unreadable' | 'topicNames'>,
  listening: TopicListening,
): MappingTrials {
  const payloads = createSeenPayloads(hub, listening);
  return { ...createMappingPreview(hub, payloads, listening), ...createMappingPayloads(payloads, listening) };
}
