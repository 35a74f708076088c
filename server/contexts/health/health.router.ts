import { healthSchema } from '../../../shared/contract/health.ts';
import { procedure, router } from '../../trpc/init.ts';
import type { HealthService } from './health.service.ts';

export function createHealthRouter(service: HealthService) {
  return router({ get: procedure.output(healthSchema).query(() => service.get()) });
}
