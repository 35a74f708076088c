import { z } from 'zod';
import { healthSchema, windowStartSchema } from '../../../shared/contract/health.ts';
import { restartOrderSchema } from '../../../shared/contract/station-mode.ts';
import { procedure, router } from '../../trpc/init.ts';
import type { HealthService } from './health.service.ts';

export function createHealthRouter(service: HealthService) {
  return router({
    get: procedure.output(healthSchema).query(() => service.get()),
    windowStarted: procedure
      .input(windowStartSchema)
      .output(z.void())
      .mutation(({ input }) => service.windowStarted(input)),
    restart: procedure
      .input(restartOrderSchema)
      .output(z.void())
      .mutation(({ input }) => service.restart(input.mode)),
  });
}
