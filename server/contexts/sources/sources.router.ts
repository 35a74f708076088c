import {
  edgeNodeListSchema,
  sourceChangePageSchema,
  sourceChangesQuerySchema,
  sourceInputSchema,
  sourceLimitsInputSchema,
  sourceListSchema,
  sourceSchema,
  sourceTestSchema,
} from '../../../shared/contract/sources.ts';
import { procedure, router } from '../../trpc/init.ts';
import type { SourcesService } from './sources.service.ts';

export function createSourcesRouter(service: SourcesService) {
  return router({
    list: procedure.output(sourceListSchema).query(() => service.list()),
    get: procedure
      .input(sourceInputSchema)
      .output(sourceSchema)
      .query(({ input }) => service.get(input.id)),
    pause: procedure
      .input(sourceInputSchema)
      .output(sourceSchema)
      .mutation(({ input, ctx }) => service.pause(input.id, ctx.actor)),
    resume: procedure
      .input(sourceInputSchema)
      .output(sourceSchema)
      .mutation(({ input, ctx }) => service.resume(input.id, ctx.actor)),
    test: procedure
      .input(sourceInputSchema)
      .output(sourceTestSchema)
      .mutation(({ input, ctx }) => service.test(input.id, ctx.actor)),
    setLimits: procedure
      .input(sourceLimitsInputSchema)
      .output(sourceSchema)
      .mutation(({ input, ctx }) => service.setLimits(input.id, input.limits, ctx.actor)),
    changes: procedure
      .input(sourceChangesQuerySchema)
      .output(sourceChangePageSchema)
      .query(({ input }) => service.changes(input)),
    edgeNodes: procedure.output(edgeNodeListSchema).query(() => service.edgeNodes()),
  });
}
