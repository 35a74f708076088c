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
import {
  guessQuerySchema,
  mappingGuessSchema,
  payloadFieldsQuerySchema,
  payloadFieldsSchema,
  pickQuerySchema,
  pickSchema,
  seenTopicsQuerySchema,
  seenTopicsSchema,
} from '../../../shared/contract/topic-payloads.ts';
import { procedure, router } from '../../trpc/init.ts';
import type { MappingTrials } from './mapping-trials.service.ts';
import type { MappingsService } from './mappings.service.ts';

export function createTopicMappingsRouter(service: MappingsService, trial: MappingTrials) {
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
    seen: procedure
      .input(seenTopicsQuerySchema)
      .output(seenTopicsSchema)
      .query(({ input }) => trial.seen(input)),
    guess: procedure
      .input(guessQuerySchema)
      .output(mappingGuessSchema)
      .query(({ input }) => trial.guess(input)),
    fields: procedure
      .input(payloadFieldsQuerySchema)
      .output(payloadFieldsSchema)
      .query(({ input }) => trial.fields(input)),
    pick: procedure
      .input(pickQuerySchema)
      .output(pickSchema)
      .query(({ input }) => trial.pick(input)),
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
