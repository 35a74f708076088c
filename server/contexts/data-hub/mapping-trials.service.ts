import type { DataHub } from './data-hub.service.ts';
import { createMappingPayloads, type MappingPayloadsService } from './mapping-payloads.service.ts';
import { createMappingPreview, type MappingPreviewService } from './mapping-preview.service.ts';
import { createSeenPayloads, type SeenPayloadsOptions } from './seen-payloads.ts';

/** What is done with real payloads before a mapping is in force: making it from one, and trying it on all. */
export type MappingTrials = MappingPreviewService & MappingPayloadsService;

interface TrialsOptions extends SeenPayloadsOptions {
  readonly hub: Pick<DataHub, 'unreadable' | 'topicNames'>;
}

export function createMappingTrials(options: TrialsOptions): MappingTrials {
  const { hub, listening } = options;
  const payloads = createSeenPayloads(options);
  return { ...createMappingPreview(hub, payloads, listening), ...createMappingPayloads(payloads, listening) };
}
