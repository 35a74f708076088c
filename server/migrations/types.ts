import type { MigrationStep } from '../platform/sqlite/index.ts';

/**
 * One step of the schema. Shipped steps are never edited: a check compares them with the recorded checksums.
 * The name starts with its UTC time, so that sorting by name is sorting by age.
 */
export type Migration = MigrationStep;
