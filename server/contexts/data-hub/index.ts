export { createDataHubRouter } from './data-hub.router.ts';
export { createMappingTrials, type MappingTrials } from './mapping-trials.service.ts';
export { createTopicListening } from './listening.ts';
export { createTopicMappingsRouter } from './mappings.router.ts';
export { checkMappings, type MappingsService, type SavedMappings } from './mappings.service.ts';
export { createDataHub } from './data-hub.service.ts';
export type { DataHub, DataHubOptions, DataHubService, HubWindows } from './data-hub.service.ts';
export type { HubSources } from './hub-sources.ts';
export { exportParts } from './export.ts';
export { createSqliteDataHubStore } from './storage/sqlite.ts';
export { forecast } from './domain/retention/forecast.ts';
export type { RetentionPolicy } from './domain/retention/policy.ts';
export { SPARKPLUG_SOURCE, type HubSparkplug } from './sparkplug-host.ts';
export { readHttpLine } from './domain/http-line.ts';
export { partOutcomeOf, wholeOutcomeOf } from './domain/receipts.ts';
export type { CommittedSamples } from './domain/batch-samples.ts';
export type {
  CommittedSample,
  IncomingMessage,
  MessageOutcome,
  PartOutcome,
  Receipt,
} from './domain/batch.ts';
export type { LiveValue } from './domain/state.ts';
export type { Take, WindowValue } from './domain/windows.ts';
export { isClockSuspect, readSourceTime } from './domain/source-time.ts';
export type { Expressions } from './derived-engine.ts';
export type { AddedSamples, SampleToAdd, SamplesToAdd, UnreadableValue } from './add-samples.ts';
export type { Footprint, ThinnedTag } from './ports.ts';
export { openHistoryPasses, type HistoryPasses } from './storage/history-pass.ts';
