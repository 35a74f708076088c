import { z } from 'zod';
import { pageQuerySchema } from '../../../shared/contract/common.ts';
import {
  beginImportSchema,
  importErrorFileSchema,
  importErrorsQuerySchema,
  importIdSchema,
  importPageSchema,
  importPieceSchema,
  importPreviewSchema,
  importSchema,
  importWishesSchema,
  runImportSchema,
} from '../../../shared/contract/history-import.ts';
import { procedure, router } from '../../trpc/init.ts';
import type { HistoryImportService } from './history-import.service.ts';

const idSchema = z.strictObject({ id: importIdSchema });

export function createHistoryImportRouter(service: HistoryImportService) {
  return router({
    list: procedure
      .input(pageQuerySchema)
      .output(importPageSchema)
      .query(({ input }) => service.list(input)),
    get: procedure
      .input(idSchema)
      .output(importSchema)
      .query(({ input }) => service.get(input.id)),
    begin: procedure
      .input(beginImportSchema)
      .output(importSchema)
      .mutation(({ input, ctx }) => service.begin(input, ctx.actor)),
    append: procedure
      .input(importPieceSchema)
      .output(z.strictObject({ received: z.number() }))
      .mutation(async ({ input: { id, offset, dataBase64 } }) => ({
        received: await service.append(id, offset, Buffer.from(dataBase64, 'base64')),
      })),
    finish: procedure
      .input(idSchema)
      .output(importSchema)
      .mutation(({ input }) => service.finish(input.id)),
    preview: procedure
      .input(importWishesSchema.extend({ id: importIdSchema }))
      .output(importPreviewSchema)
      .query(({ input: { id, ...wishes } }) => service.preview(id, wishes)),
    run: procedure
      .input(runImportSchema.extend({ id: importIdSchema }))
      .output(importSchema)
      .mutation(({ input: { id, ...options } }) => service.run(id, options)),
    cancel: procedure
      .input(idSchema)
      .output(importSchema)
      .mutation(({ input, ctx }) => service.cancel(input.id, ctx.actor)),
    undo: procedure
      .input(idSchema)
      .output(importSchema)
      .mutation(({ input, ctx }) => service.undo(input.id, ctx.actor)),
    errors: procedure
      .input(importErrorsQuerySchema)
      .output(importErrorFileSchema)
      .query(({ input }) => service.errors(input.id, input.offset)),
  });
}
