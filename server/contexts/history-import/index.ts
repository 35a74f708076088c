export { IMPORTS_SOURCE } from './adding.ts';
export { headOf, textDecoder } from './csv.ts';
export { guessTimeFormat, readTime, type TimeFormat } from './domain/times.ts';
export { createHistoryImportRouter } from './history-import.router.ts';
export { HistoryImportService } from './history-import.service.ts';
export { createImportFiles } from './storage/import-files.ts';
export { createImportStage } from './storage/stage-thread.ts';
export { createSqliteImportStore } from './storage/sqlite.ts';
