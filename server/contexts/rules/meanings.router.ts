import { z } from 'zod';
import { compareMeaningSchema, meaningDiffSchema } from '../../../shared/contract/rule-meaning.ts';
import { procedure, router } from '../../trpc/init.ts';
import type { MeaningsService } from './meaning/meanings.service.ts';

const ofComparison = z.strictObject({ key: z.int() });

export function createMeaningsRouter(service: MeaningsService) {
  return router({
    start: procedure
      .input(compareMeaningSchema)
      .output(ofComparison)
      .mutation(({ input }) => service.start(input)),
    get: procedure
      .input(ofComparison)
      .output(meaningDiffSchema)
      .query(({ input }) => service.get(input.key)),
    cancel: procedure
      .input(ofComparison)
      .output(meaningDiffSchema)
      .mutation(({ input }) => service.cancel(input.key)),
  });
}
