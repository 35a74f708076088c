export { createBackupsRouter } from './backups.router.ts';
export { backupNameAt, createBackupsService, type BackupsService } from './backups.service.ts';
export { type KeepRule } from './domain/kept.ts';
export { copyStore, verifyBackup } from './storage/copy.ts';
export { createBackupFiles } from './storage/files.ts';
export { createRestoreNotes, finishRestore, restore, type RestorePlace } from './storage/restore.ts';
export { createBackupThread } from './storage/thread.ts';
