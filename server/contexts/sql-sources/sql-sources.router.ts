import {
  addSqlSourceSchema,
  cancelSqlPreviewSchema,
  changeSqlSourceSchema,
  previewSqlSourceSchema,
  sqlPreviewCancelledSchema,
  sqlPreviewSchema,
  sqlSourceInputSchema,
  sqlSourceListSchema,
  sqlSourceRemovedSchema,
  sqlSourceSchema,
} from '../../../shared/contract/sql-sources.ts';
import { procedure, router } from '../../trpc/init.ts';
import type { SqlSourcesService } from './sql-sources.service.ts';

export function createSqlSourcesRouter(service: SqlSourcesService) {
  return router({
    list: procedure.output(sqlSourceListSchema).query(() => service.list()),
    get: procedure
      .input(sqlSourceInputSchema)
      .output(sqlSourceSchema)
      .query(({ input }) => service.get(input.id)),
    add: procedure
      .input(addSqlSourceSchema)
      .output(sqlSourceSchema)
      .mutation(({ input, ctx }) => service.add(input, ctx.actor)),
    change: procedure
      .input(changeSqlSourceSchema)
      .output(sqlSourceSchema)
      .mutation(({ input, ctx }) => service.change(input, ctx.actor)),
    remove: procedure
      .input(sqlSourceInputSchema)
      .output(sqlSourceRemovedSchema)
      .mutation(({ input, ctx }) => service.remove(input.id, ctx.actor)),
    preview: procedure
      .input(previewSqlSourceSchema)
      .output(sqlPreviewSchema)
      .mutation(({ input }) => service.preview(input)),
    cancelPreview: procedure
      .input(cancelSqlPreviewSchema)
      .output(sqlPreviewCancelledSchema)
      .mutation(({ input }) => service.cancelPreview(input)),
  });
}
