export type { PartFacts } from './domain/facts.ts';
export { findingLines, isAbnormal, type ToldPart } from './domain/finding-lines.ts';
export { findings } from './domain/findings.ts';
export { createHealthRouter } from './health.router.ts';
export { createHealthService, type HealthFacts, type HealthService } from './health.service.ts';
