export { createHealthRouter } from './health.router.ts';
export { createHealthService, type HealthFacts, type HealthService } from './health.service.ts';
