import { z } from 'zod';
import { reasonSchema } from './reasons.ts';

/** `station-20261129T033000Z`: when it was begun, in UTC. */
export const backupNameSchema = z.string().regex(/^station-\d{8}T\d{6}Z$/);

/** What stands beside a backup, in a file of its name with the ending `.json`. */
export const backupFactsSchema = z.strictObject({
  kind: z.enum(['scheduled', 'manual']),
  createdAt: z.string().describe('as of when it holds what the station knew'),
  bytes: z.number().int(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  schema: z.string().describe('newest step of the schema in it'),
  version: z.string().describe('of the program that made it'),
});
export type BackupFacts = z.infer<typeof backupFactsSchema>;

export const backupSchema = backupFactsSchema.extend({ name: backupNameSchema });
export type Backup = z.infer<typeof backupSchema>;

/** What a restore left: what was there before is in `quarantine`, a folder in the data folder. */
export const restoredSchema = z.strictObject({
  at: z.string(),
  by: z.string(),
  reason: z.string(),
  backup: backupNameSchema,
  quarantine: z.string().nullable().describe('null: there was nothing before'),
});
export type Restored = z.infer<typeof restoredSchema>;

export const backupsStateSchema = z.strictObject({
  folder: z.string(),
  /** Newest first. */
  items: z.array(backupSchema),
  /** Copied first, then read again to verify it; a share from 0 to 1 of both. */
  running: z.strictObject({ startedAt: z.string(), share: z.number() }).nullable(),
  lastFailure: z.strictObject({ at: z.string(), reason: reasonSchema }).nullable(),
  nextAt: z.string().nullable().describe('null: none is scheduled'),
  quarantineBytes: z.number().int().describe('of stores that were moved aside by restores'),
  restored: restoredSchema.nullable().describe('the last restore, if any'),
});
export type BackupsState = z.infer<typeof backupsStateSchema>;

export const backupOrderSchema = z.strictObject({ name: backupNameSchema });
export const restoreOrderSchema = z.strictObject({
  name: backupNameSchema,
  reason: z.string().trim().min(1).max(500).describe('why, for the record'),
});
/** `ok`, or what is wrong with it. */
export const backupVerifiedSchema = z.strictObject({ ok: z.boolean(), reason: reasonSchema.nullable() });
export type BackupVerified = z.infer<typeof backupVerifiedSchema>;
