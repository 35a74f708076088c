export { createDataHubRouter } from './data-hub.router.ts';
export type { DataHubService } from './data-hub.service.ts';
