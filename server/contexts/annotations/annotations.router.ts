import { z } from 'zod';
import {
  annotationInputSchema,
  annotationListSchema,
  annotationQuerySchema,
  annotationSchema,
} from '../../../shared/contract/annotations.ts';
import { procedure, router } from '../../trpc/init.ts';
import type { AnnotationsService } from './annotations.service.ts';

export function createAnnotationsRouter(service: AnnotationsService) {
  return router({
    list: procedure
      .input(annotationQuerySchema)
      .output(annotationListSchema)
      .query(({ input }) => service.list(input)),
    save: procedure
      .input(annotationInputSchema)
      .output(annotationSchema)
      .mutation(({ input, ctx }) => service.save(input, ctx.actor.name)),
    remove: procedure
      .input(z.strictObject({ id: z.string().max(64) }))
      .output(z.strictObject({ deleted: z.boolean() }))
      .mutation(({ input }) => service.remove(input.id)),
  });
}
