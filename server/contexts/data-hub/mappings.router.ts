import { z } from 'zod';
import {
  mappingsCheckSchema,
  mappingVersionSchema,
  restoreMappingsSchema,
  saveMappingsSchema,
  topicMappingListSchema,
  topicMappingsFileSchema,
  topicMappingsSchema,
} from '../../../shared/contract/topic-mappings.ts';
import { procedure, router } from '../../trpc/init.ts';
import type { MappingsService } from './mappings.service.ts';

export function createTopicMappingsRouter(service: MappingsService) {
  return router({
    get: procedure.output(topicMappingsSchema).query(() => service.get()),
    file: procedure.output(topicMappingsFileSchema).query(() => service.file()),
    history: procedure
      .output(z.strictObject({ items: z.array(mappingVersionSchema) }))
      .query(() => service.history()),
    check: procedure
      .input(z.strictObject({ mappings: topicMappingListSchema }))
      .output(mappingsCheckSchema)
      .query(({ input }) => service.check(input.mappings)),
    save: procedure
      .input(saveMappingsSchema)
      .output(topicMappingsSchema)
      .mutation(({ input, ctx }) => service.save(input, ctx.actor.name)),
    restore: procedure
      .input(restoreMappingsSchema)
      .output(topicMappingsSchema)
      .mutation(({ input, ctx }) => service.restore(input, ctx.actor.name)),
  });
}
