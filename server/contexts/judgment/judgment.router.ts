import { z } from 'zod';
import {
  executeRequestSchema,
  feedbackRequestSchema,
  judgmentListQuerySchema,
  judgmentPageSchema,
  judgmentSchema,
  overviewSchema,
} from '../../../shared/contract/judgment.ts';
import { replaySchema } from '../../../shared/contract/replay.ts';
import { tagZonesQuerySchema, tagZonesSchema } from '../../../shared/contract/zones.ts';
import { procedure, router } from '../../trpc/init.ts';
import type { JudgmentService } from './judgment.service.ts';

export function createJudgmentRouter(service: JudgmentService) {
  return router({
    execute: procedure
      .input(executeRequestSchema)
      .output(judgmentSchema)
      .mutation(({ input }) => service.execute(input)),
    list: procedure
      .input(judgmentListQuerySchema)
      .output(judgmentPageSchema)
      .query(({ input }) => service.list(input)),
    get: procedure
      .input(z.strictObject({ id: z.string().max(64) }))
      .output(judgmentSchema)
      .query(({ input }) => service.get(input.id)),
    replay: procedure
      .input(z.strictObject({ id: z.string().max(64) }))
      .output(replaySchema)
      .query(({ input }) => service.replay(input.id)),
    feedback: procedure
      .input(z.strictObject({ id: z.string().max(64), feedback: feedbackRequestSchema }))
      .output(judgmentSchema)
      .mutation(({ input, ctx }) => service.giveFeedback(input.id, input.feedback, ctx.actor)),
    zones: procedure
      .input(tagZonesQuerySchema)
      .output(tagZonesSchema)
      .query(({ input: { tag, since } }) =>
        service.zones(tag, since === undefined ? Infinity : Date.parse(since)),
      ),
    overview: procedure.output(overviewSchema).query(() => service.overview()),
  });
}
