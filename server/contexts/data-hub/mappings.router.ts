import { z } from 'zod';
import {
  listeningSchema,
  listenSchema,
  mappingPreviewSchema,
  mappingsCheckSchema,
  mappingVersionSchema,
  previewQuerySchema,
  restoreMappingsSchema,
  saveMappingsSchema,
  topicMappingListSchema,
  topicMappingsFileSchema,
  topicMappingsSchema,
} from '../../../shared/contract/topic-mappings.ts';
import { procedure, router } from '../../trpc/init.ts';
import type { MappingPreviewService } from './mapping-preview.ts';
import type { MappingsService } from './mappings.service.ts';

export function createTopicMappingsRouter(service: MappingsService, trial: MappingPreviewService) {
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
    listen: procedure
      .input(listenSchema)
      .output(listeningSchema)
      .mutation(({ input }) => trial.listen(input)),
    stopListening: procedure
      .input(z.strictObject({ id: z.string().max(64) }))
      .output(listeningSchema.nullable())
      .mutation(({ input }) => trial.stopListening(input.id)),
    preview: procedure
      .input(previewQuerySchema)
      .output(mappingPreviewSchema)
      .query(({ input }) => trial.preview(input)),
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
