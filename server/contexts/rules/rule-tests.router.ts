import { z } from 'zod';
import { analyseTestsSchema, testAnalysisSchema } from '../../../shared/contract/rule-tests.ts';
import { procedure, router } from '../../trpc/init.ts';
import type { AnalysesService } from './tests/analyses.service.ts';

const ofAnalysis = z.strictObject({ key: z.int() });

export function createRuleTestsRouter(service: AnalysesService) {
  return router({
    start: procedure
      .input(analyseTestsSchema)
      .output(ofAnalysis)
      .mutation(({ input }) => service.start(input)),
    analysis: procedure
      .input(ofAnalysis)
      .output(testAnalysisSchema)
      .query(({ input }) => service.get(input.key)),
    cancel: procedure
      .input(ofAnalysis)
      .output(testAnalysisSchema)
      .mutation(({ input }) => service.cancel(input.key)),
  });
}
