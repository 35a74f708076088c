import { z } from 'zod';
import {
  backtestChangesQuerySchema,
  backtestChangesSchema,
  backtestDaysSchema,
  backtestIdSchema,
  backtestListQuerySchema,
  backtestListSchema,
  backtestRequestSchema,
  backtestSchema,
  backtestSpansQuerySchema,
  backtestSpansSchema,
} from '../../../shared/contract/backtest.ts';
import { procedure, router } from '../../trpc/init.ts';
import type { BacktestService } from './backtest.service.ts';

export function createBacktestRouter(service: BacktestService) {
  return router({
    start: procedure
      .input(backtestRequestSchema)
      .output(backtestSchema)
      .mutation(({ input, ctx }) => service.start(input, ctx.actor.name)),
    get: procedure
      .input(backtestIdSchema)
      .output(backtestSchema)
      .query(({ input }) => service.get(input.id)),
    list: procedure
      .input(backtestListQuerySchema)
      .output(backtestListSchema)
      .query(({ input }) => service.list(input.rulesetId, input.limit)),
    changes: procedure
      .input(backtestChangesQuerySchema)
      .output(backtestChangesSchema)
      .query(({ input }) => service.changes(input)),
    spans: procedure
      .input(backtestSpansQuerySchema)
      .output(backtestSpansSchema)
      .query(({ input }) => service.spans(input)),
    days: procedure
      .input(backtestIdSchema)
      .output(backtestDaysSchema)
      .query(({ input }) => service.days(input.id)),
    cancel: procedure
      .input(backtestIdSchema)
      .output(backtestSchema)
      .mutation(({ input }) => service.cancel(input.id)),
    goOn: procedure
      .input(backtestIdSchema)
      .output(backtestSchema)
      .mutation(({ input }) => service.goOn(input.id)),
    remove: procedure
      .input(backtestIdSchema)
      .output(z.strictObject({ deleted: z.boolean() }))
      .mutation(({ input }) => service.remove(input.id)),
  });
}
