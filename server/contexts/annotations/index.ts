export { createAnnotationsRouter } from './annotations.router.ts';
export { createAnnotationsService, type AnnotationsService } from './annotations.service.ts';
export { createSqliteAnnotationStore } from './storage/sqlite.ts';
