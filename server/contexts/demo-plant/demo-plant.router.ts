import { demoCommandSchema, demoStateSchema } from '../../../shared/contract/demo-plant.ts';
import { procedure, router } from '../../trpc/init.ts';
import type { DemoPlantService } from './demo-plant.service.ts';

export function createDemoPlantRouter(service: DemoPlantService) {
  return router({
    state: procedure.output(demoStateSchema.nullable()).query(() => service.state()),
    command: procedure
      .input(demoCommandSchema)
      .output(demoStateSchema)
      .mutation(({ input }) => service.command(input)),
  });
}
