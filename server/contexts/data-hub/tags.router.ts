import { z } from 'zod';
import { pageQuerySchema } from '../../../shared/contract/common.ts';
import { tagNamesSchema, tagSchema } from '../../../shared/contract/data-hub.ts';
import {
  derivationSchema,
  derivedPreviewSchema,
  derivedStateSchema,
  newDerivedTagSchema,
} from '../../../shared/contract/derived-tags.ts';
import {
  sheetPreviewSchema,
  storagePreviewSchema,
  tagChangePageSchema,
  tagChangeSchema,
  tagEditsSchema,
  tagPatchSchema,
  tagPlaceSchema,
  tagSheetSchema,
} from '../../../shared/contract/tags.ts';
import { procedure } from '../../trpc/init.ts';
import type { DataHubService } from './data-hub.service.ts';

const pathSchema = z.string().max(400).normalize('NFC');
const idAndPathSchema = z.strictObject({ id: z.number().int(), path: z.string() });

/** What people do with tags, beside their values. */
export function tagProcedures(service: DataHubService) {
  return {
    tag: procedure
      .input(z.strictObject({ path: pathSchema }))
      .output(tagSchema)
      .query(({ input }) => service.tag(input.path)),
    tagsWith: procedure
      .input(z.strictObject({ ids: z.array(z.number().int()).max(500) }))
      .output(z.array(tagSchema))
      .query(({ input }) => service.tagsWith(input.ids)),
    tagNames: procedure.output(tagNamesSchema).query(() => service.tagNames()),
    tagPlace: procedure
      .input(z.strictObject({ path: pathSchema }))
      .output(tagPlaceSchema)
      .query(({ input }) => service.tagPlace(input.path)),
    patchTag: procedure
      .input(z.strictObject({ path: pathSchema, patch: tagPatchSchema }))
      .output(tagSchema)
      .mutation(({ input, ctx }) => service.patchTag(input.path, input.patch, ctx.actor)),
    editTags: procedure
      .input(tagEditsSchema)
      .output(z.strictObject({ change: tagChangeSchema.nullable() }))
      .mutation(({ input, ctx }) => service.editTags(input.edits, ctx.actor)),
    tagChanges: procedure
      .input(pageQuerySchema)
      .output(tagChangePageSchema)
      .query(({ input }) => service.tagChanges(input)),
    undoTagChange: procedure
      .input(z.strictObject({ id: z.number().int() }))
      .output(z.strictObject({ change: tagChangeSchema.nullable() }))
      .mutation(({ input, ctx }) => service.undoTagChange(input.id, ctx.actor)),
    createDerivedTag: procedure
      .input(newDerivedTagSchema)
      .output(idAndPathSchema)
      .mutation(({ input, ctx }) => service.createDerivedTag(input, ctx.actor)),
    changeDerivedTag: procedure
      .input(z.strictObject({ id: z.number().int(), derivation: derivationSchema }))
      .output(idAndPathSchema)
      .mutation(({ input, ctx }) => service.changeDerivedTag(input.id, input.derivation, ctx.actor)),
    endDerivedTag: procedure
      .input(z.strictObject({ id: z.number().int() }))
      .output(z.strictObject({ ended: z.boolean() }))
      .mutation(({ input, ctx }) => service.endDerivedTag(input.id, ctx.actor)),
    previewDerivedTag: procedure
      .input(z.strictObject({ derivation: derivationSchema, id: z.number().int().optional() }))
      .output(derivedPreviewSchema)
      .query(({ input }) => service.previewDerivedTag(input.derivation, input.id)),
    derivedState: procedure
      .input(z.strictObject({ id: z.number().int() }))
      .output(derivedStateSchema.nullable())
      .query(({ input }) => service.derivedState(input.id)),
    previewStorage: procedure
      .input(z.strictObject({ id: z.number().int(), patch: tagPatchSchema }))
      .output(storagePreviewSchema)
      .query(({ input }) => service.previewStorage(input.id, input.patch)),
    tagSheet: procedure.output(tagSheetSchema).query(() => service.tagSheet()),
    previewTagSheet: procedure
      .input(tagSheetSchema)
      .output(sheetPreviewSchema)
      .mutation(({ input }) => service.previewTagSheet(input.text)),
    importTagSheet: procedure
      .input(tagSheetSchema)
      .output(z.strictObject({ change: tagChangeSchema.nullable() }))
      .mutation(({ input, ctx }) => service.importTagSheet(input.text, ctx.actor)),
  };
}
