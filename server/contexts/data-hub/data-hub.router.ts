import { z } from 'zod';
import { pageQuerySchema } from '../../../shared/contract/common.ts';
import {
  historyRemovalPageSchema,
  samplesQuerySchema,
  samplesSchema,
  savedViewInputSchema,
  savedViewSchema,
  statisticsQuerySchema,
  statisticsSchema,
  tagListQuerySchema,
  tagPageSchema,
  topicPageSchema,
  unreadablePageSchema,
  unreadableQuerySchema,
} from '../../../shared/contract/data-hub.ts';
import { exportPartQuerySchema, exportPartSchema } from '../../../shared/contract/export.ts';
import { sampleColumnsSchema } from '../../../shared/contract/sample-columns.ts';
import { procedure, router } from '../../trpc/init.ts';
import type { DataHubService } from './data-hub.service.ts';
import { tagProcedures } from './tags.router.ts';

const pathSchema = z.string().max(400).normalize('NFC');

export function createDataHubRouter(service: DataHubService) {
  return router({
    tags: procedure
      .input(tagListQuerySchema)
      .output(tagPageSchema)
      .query(({ input }) => service.tags(input)),
    statistics: procedure
      .input(statisticsQuerySchema.extend({ path: pathSchema }))
      .output(statisticsSchema)
      .query(({ input: { path, ...query } }) => service.statistics(path, query)),
    ...tagProcedures(service),
    samples: procedure
      .input(samplesQuerySchema.extend({ path: pathSchema }))
      .output(samplesSchema)
      .query(({ input: { path, ...query } }) => service.samples(path, query)),
    sampleColumns: procedure
      .input(samplesQuerySchema.extend({ path: pathSchema }))
      .output(sampleColumnsSchema)
      .query(({ input: { path, ...query } }) => service.sampleColumns(path, query)),
    exportPart: procedure
      .input(exportPartQuerySchema)
      .output(exportPartSchema)
      .query(({ input }) => service.exportPart(input)),
    removals: procedure
      .input(pageQuerySchema)
      .output(historyRemovalPageSchema)
      .query(({ input }) => service.removals(input)),
    topics: procedure
      .input(pageQuerySchema)
      .output(topicPageSchema)
      .query(({ input }) => service.topics(input)),
    unreadable: procedure
      .input(unreadableQuerySchema)
      .output(unreadablePageSchema)
      .query(({ input }) => service.unreadable(input)),
    views: procedure.output(z.array(savedViewSchema)).query(() => service.views()),
    saveView: procedure
      .input(savedViewInputSchema)
      .output(savedViewSchema)
      .mutation(({ input }) => service.saveView(input)),
    deleteView: procedure
      .input(z.strictObject({ id: z.string().max(64) }))
      .output(z.strictObject({ deleted: z.boolean() }))
      .mutation(({ input }) => service.deleteView(input.id)),
  });
}
