import { z } from 'zod';
import {
  whatIfAnswerSchema,
  whatIfIdSchema,
  whatIfJudgeSchema,
  whatIfLeaveSchema,
  whatIfMapQuerySchema,
  whatIfMapSchema,
  whatIfOpenSchema,
  whatIfPointsSchema,
  whatIfSessionSchema,
} from '../../../shared/contract/whatif.ts';
import { procedure, router } from '../../trpc/init.ts';
import type { WhatIfService } from './what-if.service.ts';

export function createWhatIfRouter(service: WhatIfService) {
  return router({
    open: procedure
      .input(whatIfOpenSchema)
      .output(whatIfSessionSchema)
      .mutation(({ input }) => service.open(input)),
    get: procedure
      .input(whatIfIdSchema)
      .output(whatIfSessionSchema)
      .query(({ input }) => service.get(input.id)),
    judge: procedure
      .input(whatIfJudgeSchema)
      .output(whatIfAnswerSchema)
      .query(({ input }) => service.judge(input)),
    map: procedure
      .input(whatIfMapQuerySchema)
      .output(whatIfMapSchema)
      .query(({ input }) => service.map(input)),
    points: procedure
      .input(whatIfIdSchema)
      .output(whatIfPointsSchema)
      .query(({ input }) => service.points(input.id)),
    leave: procedure
      .input(whatIfLeaveSchema)
      .output(z.strictObject({ closed: z.boolean() }))
      .mutation(({ input }) => service.leave(input)),
    close: procedure
      .input(whatIfIdSchema)
      .output(z.strictObject({ closed: z.boolean() }))
      .mutation(({ input }) => service.close(input.id)),
  });
}
