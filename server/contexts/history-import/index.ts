export { IMPORTS_SOURCE } from './adding.ts';
export { createHistoryImportRouter } from './history-import.router.ts';
export { HistoryImportService } from './history-import.service.ts';
export { createImportFiles } from './storage/import-files.ts';
export { createImportStage } from './storage/stage-thread.ts';
export { createSqliteImportStore } from './storage/sqlite.ts';
