export { createDataHubRouter } from './data-hub.router.ts';
export { createDataHub } from './data-hub.service.ts';
export type { DataHub, DataHubOptions, DataHubService, HubWindows } from './data-hub.service.ts';
export { createSqliteDataHubStore } from './storage/sqlite.ts';
export type { HubSparkplug } from './sparkplug-host.ts';
export type { CommittedSample, IncomingMessage } from './domain/batch.ts';
export type { LiveValue } from './domain/state.ts';
export type { Take, WindowValue } from './domain/windows.ts';
export { isClockSuspect } from './domain/source-time.ts';
