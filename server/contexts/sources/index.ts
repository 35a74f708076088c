export { createSourcesRouter } from './sources.router.ts';
export { createSources, type Sources, type SourcesService } from './sources.service.ts';
export { createHttpIn, type HttpIn } from './http-in.ts';
export { changeStatement, createSqliteSourcesStore } from './storage/sqlite.ts';
export type { SourceInlet, SourcePart, SourceStatus } from './ports.ts';
