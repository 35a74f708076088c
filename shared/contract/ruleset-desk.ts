import { z } from 'zod';
import { localizedTextSchema } from './common.ts';
import { fieldErrorSchema } from './errors.ts';
import { findingCodeSchema } from './finding-codes.ts';
import { holdCauseSchema, judgmentOutputsSchema } from './judgment.ts';
import { rulesetIdSchema, rulesetStateSchema } from './rules.ts';
import { saying } from './own-words.ts';

/** The three files of a ruleset, named as they lie in a folder. */
export const RULESET_FILES = ['ruleset.json', 'rules.rhai', 'tests.json'] as const;
export type RulesetFileName = (typeof RULESET_FILES)[number];

/** What a draft may hold at most, in characters: a little more than a version may, so that what is too long can still be cut. */
export const MOST_OF_DRAFT = {
  manifest: 600_000,
  source: 250_000,
  tests: 600_000,
  history: 300_000,
} as const;
/** Drafts set aside that are kept of one ruleset. */
export const MOST_SET_ASIDE = 20;
export const MOST_VERSIONS_LISTED = 500;

/** A ruleset's files as texts: while somebody types they may be no JSON, or no script. */
export const rulesetTextsSchema = z.strictObject({
  manifest: z.string().max(MOST_OF_DRAFT.manifest),
  source: z.string().max(MOST_OF_DRAFT.source),
  tests: z.string().max(MOST_OF_DRAFT.tests),
});
export type RulesetTexts = z.infer<typeof rulesetTextsSchema>;

/** What is wrong with a ruleset and where: a place in the text, a path within the JSON, or both. Lines and columns from 1. */
export const rulesetProblemSchema = fieldErrorSchema.extend({
  severity: z.enum(['error', 'warning']),
  file: z.enum(RULESET_FILES),
  line: z.number().int().optional(),
  column: z.number().int().optional(),
});
export type RulesetProblem = z.infer<typeof rulesetProblemSchema>;

/**
 * What is worked on. `revision` 0: nothing is stored, the texts are those of version `baseVersion`. Else it grows with every save,
 * also over drafts that were discarded, so that an older window is told apart.
 */
export const rulesetDraftSchema = z.strictObject({
  id: rulesetIdSchema,
  revision: z.number().int().min(0),
  baseVersion: z.number().int().nullable(),
  texts: rulesetTextsSchema,
  history: z.string().nullable().describe("the editor's undo history, in its own form"),
  savedAt: z.string().nullable(),
  by: z.string().nullable(),
  isChanged: z.boolean().describe('another content or other test cases than version `baseVersion`'),
  problems: z.array(rulesetProblemSchema),
});
export type RulesetDraft = z.infer<typeof rulesetDraftSchema>;

export const saveDraftSchema = z.strictObject({
  id: rulesetIdSchema,
  revision: z.number().int().min(0).describe('of the draft that was changed; 0 where none was stored'),
  baseVersion: z.number().int().min(1).nullable(),
  texts: rulesetTextsSchema,
  history: z.string().max(MOST_OF_DRAFT.history).nullable(),
  setAside: z
    .boolean()
    .default(false)
    .describe('what is replaced was not the beginning of this: keep it to be taken back'),
});
export type SaveDraft = z.input<typeof saveDraftSchema>;

export const savedDraftSchema = rulesetDraftSchema
  .pick({ revision: true, isChanged: true, problems: true })
  .extend({ savedAt: z.string(), by: z.string() });
export type SavedDraft = z.infer<typeof savedDraftSchema>;

export const beginRulesetSchema = z.strictObject({
  id: rulesetIdSchema,
  name: localizedTextSchema,
  texts: rulesetTextsSchema.optional().describe('of a bundle; without it a small working example'),
});

/** A draft that was discarded or replaced, to be taken back. */
export const setAsideSchema = z.strictObject({
  key: z.number().int(),
  baseVersion: z.number().int().nullable(),
  at: z.string(),
  by: z.string(),
  why: z.enum(['discarded', 'replaced']),
  savedAt: z.string(),
});
export type SetAside = z.infer<typeof setAsideSchema>;

export const versionCommentSchema = z.strictObject({ at: z.string(), by: z.string(), text: z.string() });

/** A line of the list of versions. `by`: null where it is not known who brought it. */
export const rulesetVersionLineSchema = z.strictObject({
  version: z.number().int(),
  hash: z.string(),
  state: rulesetStateSchema,
  importedAt: z.string(),
  by: z.string().nullable(),
  activatedAt: z.string().nullable(),
  testCount: z.number().int(),
  comments: z.array(versionCommentSchema),
});
export type RulesetVersionLine = z.infer<typeof rulesetVersionLineSchema>;

const commentTextSchema = z.string().trim().max(2_000);
const reasonTextSchema = z.string().trim().max(500);

export const saveVersionSchema = z.strictObject({
  id: rulesetIdSchema,
  revision: z.number().int().min(0).describe('of the draft that becomes a version'),
  comment: commentTextSchema.optional(),
});
export const savedVersionSchema = z.strictObject({
  version: z.number().int(),
  hash: z.string(),
  isNew: z.boolean(),
  testsReplaced: z.boolean(),
});
export const commentVersionSchema = z.strictObject({
  id: rulesetIdSchema,
  version: z.number().int().min(1),
  text: commentTextSchema.min(1, saying('emptyReason')),
});

/** One change of what judges here. `version` null: the ruleset was retired. What happened before this was recorded has null. */
export const activationSchema = z.strictObject({
  at: z.string(),
  version: z.number().int().nullable(),
  fromVersion: z.number().int().nullable(),
  by: z.string().nullable(),
  reason: z.string().nullable(),
  failedTests: z.number().int().describe('test cases that failed and were accepted'),
  findings: z
    .array(findingCodeSchema)
    .describe('errors of the checker that stood against it: the code of each'),
});
export type Activation = z.infer<typeof activationSchema>;

export const activateSchema = z.strictObject({
  id: rulesetIdSchema,
  version: z.number().int().min(1),
  active: z
    .number()
    .int()
    .nullable()
    .describe('the version that was active when this was decided; null for none'),
  reason: reasonTextSchema,
  acceptFailedTests: z.boolean().default(false),
  acceptFindings: z.boolean().default(false).describe('although the checker finds errors'),
});
export const retireSchema = z.strictObject({
  id: rulesetIdSchema,
  active: z.number().int(),
  reason: reasonTextSchema,
});

/** One stored test case, run. `index`: its place in the list. */
export const testResultSchema = z.strictObject({
  index: z.number().int(),
  name: z.string(),
  passed: z.boolean(),
  verdict: z.string(),
  confidence: z.number().nullable(),
  outputs: judgmentOutputsSchema.optional(),
  holdCause: holdCauseSchema.optional(),
  detail: localizedTextSchema.optional().describe('why it could not be judged'),
});
export type TestResult = z.infer<typeof testResultSchema>;

/** Problems of a ruleset and, where it can run, what its test cases give. */
export const trialSchema = z.strictObject({
  problems: z.array(rulesetProblemSchema),
  tests: z.array(testResultSchema),
});
export type Trial = z.infer<typeof trialSchema>;

/** A line of the desk's list: a ruleset that has a version, a draft or both. */
export const deskLineSchema = z.strictObject({
  id: rulesetIdSchema,
  name: localizedTextSchema,
  newestVersion: z.number().int().nullable(),
  activeVersion: z.number().int().nullable(),
  wasActive: z.boolean().describe('some version of it has judged here'),
  draft: z.strictObject({ savedAt: z.string(), by: z.string(), isChanged: z.boolean() }).nullable(),
  trigger: z.string().nullable(),
  inputCount: z.number().int(),
  testCount: z.number().int(),
  boundEquipment: z.array(z.string()),
  suspendedUntil: z.string().optional(),
});
export type DeskLine = z.infer<typeof deskLineSchema>;
