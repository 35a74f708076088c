export { createHealthRouter } from './health.router.ts';
export type { HealthService } from './health.service.ts';
