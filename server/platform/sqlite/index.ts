export { queryBuilder, readQuery, statementOf } from './query.ts';
export { openStore } from './store.ts';
export { migrateDown, migrateUp, migrationHistory, type MigrationRecord } from './migrate.ts';
export type { Durability, SqliteStore, SqlValue, Statement, StatementResult, StoreStats } from './types.ts';
