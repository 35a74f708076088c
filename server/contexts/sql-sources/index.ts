export { createSqlSourcesRouter } from './sql-sources.router.ts';
export { createSqlSources, type SqlSourcesService } from './sql-sources.service.ts';
export { createSqliteSqlSourceStore } from './storage/sqlite.ts';
export { markName } from './poll.ts';
