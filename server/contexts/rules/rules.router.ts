import { z } from 'zod';
import { pageOf, pageQuerySchema } from '../../../shared/contract/common.ts';
import {
  activeVersionsSchema,
  rulesetIdSchema,
  rulesetSummarySchema,
  rulesetVersionSchema,
} from '../../../shared/contract/rules.ts';
import {
  checkAnswerSchema,
  checkInputSchema,
  runAnswerSchema,
  runInputSchema,
} from '../../../shared/contract/ruleset-check.ts';
import { procedure, router } from '../../trpc/init.ts';
import { createDeskRouter } from './desk.router.ts';
import type { DeskService } from './desk.service.ts';
import type { RulesService } from './rules.service.ts';
import type { AnalysesService } from './tests/analyses.service.ts';
import type { MeaningsService } from './meaning/meanings.service.ts';
import { createMeaningsRouter } from './meanings.router.ts';
import { createRuleTestsRouter } from './rule-tests.router.ts';

export function createRulesRouter(
  service: RulesService,
  desk: DeskService,
  analyses: AnalysesService,
  meanings: MeaningsService,
) {
  return router({
    tests: createRuleTestsRouter(analyses),
    meanings: createMeaningsRouter(meanings),
    desk: createDeskRouter(desk),
    list: procedure
      .input(pageQuerySchema)
      .output(pageOf(rulesetSummarySchema))
      .query(({ input }) => service.list(input)),
    version: procedure
      .input(z.strictObject({ id: rulesetIdSchema, version: z.coerce.number().int().min(1) }))
      .output(rulesetVersionSchema)
      .query(({ input }) => service.version(input.id, input.version)),
    check: procedure
      .input(checkInputSchema)
      .output(checkAnswerSchema)
      .mutation(({ input }) => desk.check(input.manifest, input.source)),
    run: procedure
      .input(runInputSchema)
      .output(runAnswerSchema)
      .mutation(({ input }) => desk.runWith(input.manifest, input.source, input.inputs)),
    refresh: procedure.output(activeVersionsSchema).mutation(async () => {
      const active = await service.active();
      return { items: active.map(({ id, version }) => ({ id, version })) };
    }),
  });
}
