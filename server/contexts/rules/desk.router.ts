import { z } from 'zod';
import { rulePathSchema } from '../../../shared/contract/rule-path.ts';
import { rulesetIdSchema } from '../../../shared/contract/rules.ts';
import {
  activateSchema,
  activationSchema,
  beginRulesetSchema,
  commentVersionSchema,
  deskLineSchema,
  retireSchema,
  rulesetDraftSchema,
  rulesetTextsSchema,
  rulesetVersionLineSchema,
  saveDraftSchema,
  savedDraftSchema,
  savedVersionSchema,
  saveVersionSchema,
  setAsideSchema,
  trialSchema,
} from '../../../shared/contract/ruleset-desk.ts';
import { procedure, router } from '../../trpc/init.ts';
import type { DeskService } from './desk.service.ts';

const ofRuleset = z.strictObject({ id: rulesetIdSchema });
const listOf = <T extends z.ZodType>(item: T) => z.strictObject({ items: z.array(item) });
const versionLines = listOf(rulesetVersionLineSchema);
const activations = listOf(activationSchema);

export function createDeskRouter(service: DeskService) {
  return router({
    list: procedure.output(listOf(deskLineSchema)).query(() => service.list()),
    draft: procedure
      .input(ofRuleset)
      .output(rulesetDraftSchema)
      .query(({ input }) => service.draft(input.id)),
    path: procedure
      .input(ofRuleset)
      .output(z.strictObject({ path: rulePathSchema.nullable() }))
      .query(({ input }) => service.path(input.id)),
    paths: procedure
      .output(listOf(z.strictObject({ id: rulesetIdSchema, path: rulePathSchema.nullable() })))
      .query(() => service.paths()),
    saveDraft: procedure
      .input(saveDraftSchema)
      .output(savedDraftSchema)
      .mutation(({ input, ctx }) => service.saveDraft(input, ctx.actor.name)),
    begin: procedure
      .input(beginRulesetSchema)
      .output(rulesetDraftSchema)
      .mutation(({ input, ctx }) => service.begin(input, ctx.actor.name)),
    discard: procedure
      .input(ofRuleset.extend({ revision: z.number().int().min(1) }))
      .output(z.strictObject({ key: z.number().int() }))
      .mutation(({ input, ctx }) => service.discard(input, ctx.actor.name)),
    asides: procedure
      .input(ofRuleset)
      .output(listOf(setAsideSchema))
      .query(({ input }) => service.asides(input.id)),
    aside: procedure
      .input(ofRuleset.extend({ key: z.number().int() }))
      .output(rulesetDraftSchema.pick({ baseVersion: true, texts: true, history: true }))
      .query(({ input }) => service.aside(input.id, input.key)),
    tryOut: procedure
      .input(ofRuleset.extend({ texts: rulesetTextsSchema }))
      .output(trialSchema)
      .mutation(({ input }) => service.tryOut(input.id, input.texts)),
    versions: procedure
      .input(ofRuleset)
      .output(versionLines)
      .query(({ input }) => service.versions(input.id)),
    saveVersion: procedure
      .input(saveVersionSchema)
      .output(savedVersionSchema)
      .mutation(({ input, ctx }) => service.saveVersion(input, ctx.actor.name)),
    comment: procedure
      .input(commentVersionSchema)
      .output(versionLines)
      .mutation(({ input, ctx }) => service.comment(input, ctx.actor.name)),
    activations: procedure
      .input(ofRuleset)
      .output(activations)
      .query(({ input }) => service.activations(input.id)),
    activate: procedure
      .input(activateSchema)
      .output(activations)
      .mutation(({ input, ctx }) => service.activate(input, ctx.actor.name)),
    retire: procedure
      .input(retireSchema)
      .output(activations)
      .mutation(({ input, ctx }) => service.retire(input, ctx.actor.name)),
    remove: procedure
      .input(ofRuleset)
      .output(z.strictObject({ removed: z.boolean() }))
      .mutation(({ input }) => service.remove(input.id)),
  });
}
