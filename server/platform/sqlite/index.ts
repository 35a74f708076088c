export { queryBuilder, readQuery, statementOf } from './query.ts';
export { isOfRights, isOfSpace, openingStore } from './store-error.ts';
export { errorParts, openConnection } from './connection.ts';
export { damagedPage, isSealed } from './page-seals.ts';
export { backupFileOf, backupNoteOf, hashOf, isAsWritten } from './backups.ts';
export { readOnlyStore } from './read-only-store.ts';
export { onSoundStore, STORE_PARTS, type Recovery } from './recovery.ts';
export { openStore, type StartingStore } from './store.ts';
export {
  migrateDown,
  migrateUp,
  migrationHistory,
  type MigrationRecord,
  type MigrationStep,
} from './migrate.ts';
export type {
  Companion,
  Durability,
  SqliteStore,
  SqlValue,
  Statement,
  StatementResult,
  StoreStats,
} from './types.ts';
