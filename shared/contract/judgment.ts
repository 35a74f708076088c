import { z } from 'zod';
import {
  inOrder,
  instantSchema,
  localizedTextSchema,
  pageOf,
  pageQuerySchema,
  severitySchema,
  type Severity,
} from './common.ts';
import { rulesetIdSchema } from './rules.ts';
import { saying } from './own-words.ts';

/** Why a judgment could not be made; never mapped to a normal verdict. */
export const HOLD_CAUSES = [
  'INPUT_MISSING',
  'INPUT_STALE',
  'INPUT_BAD_QUALITY',
  'RULE_ERROR',
  'RULE_LIMIT',
  'RULE_TIMEOUT',
  'RULE_SUSPENDED',
  'ENGINE_DOWN',
] as const;
export const holdCauseSchema = z.enum(HOLD_CAUSES);
export type HoldCause = z.infer<typeof holdCauseSchema>;

/** The verdict of every judgment that could not be made. */
export const HOLD_VERDICT = 'HOLD';

/** What could not be judged is at least `medium`; where the judging itself is broken, `high`. */
export const severityOfHold = (cause: HoldCause): Severity =>
  cause.startsWith('RULE_') || cause === 'ENGINE_DOWN' ? 'high' : 'medium';

export const judgmentPolicySchema = z.enum(['rule', 'hybrid', 'llm']);
export type JudgmentPolicy = z.infer<typeof judgmentPolicySchema>;

export const inputValueSchema = z.union(
  [z.number(), z.boolean(), z.string().max(10_000), z.null()],
  saying('inputValue'),
);
export type InputValue = z.infer<typeof inputValueSchema>;

export const judgmentContextSchema = z.strictObject({
  line: z.string().max(200).normalize('NFC').optional(),
  equipment: z.string().max(400).normalize('NFC').optional(),
  shift: z.string().max(64).optional(),
});

/** `POST /judgment/execute`. Inputs that have a tag and are not sent are taken from the tags of `context.equipment`. */
export const executeRequestSchema = z.strictObject({
  rulesetId: rulesetIdSchema,
  rulesetVersion: z.number().int().min(1).optional().describe('default: the active version'),
  input: z.record(z.string().max(64), inputValueSchema),
  context: judgmentContextSchema.optional(),
  at: instantSchema.optional(),
  policy: judgmentPolicySchema.default('rule'),
  useCache: z.boolean().default(true),
  idempotencyKey: z.string().min(1).max(200).optional(),
});
export type ExecuteRequest = z.infer<typeof executeRequestSchema>;

/** A reason as the script wrote it: one text, or one per language. */
export const reasonSchema = z.union([z.string(), localizedTextSchema]);
export type Reason = z.infer<typeof reasonSchema>;

/** One condition of the script: whether it held and what the names in it were at that moment. */
export const traceEntrySchema = z.strictObject({
  ruleId: z.string(),
  fired: z.boolean(),
  values: z.record(z.string(), z.union([z.number(), z.boolean(), z.string(), z.null()])),
  line: z.number().int().optional(),
});
export type TraceEntry = z.infer<typeof traceEntrySchema>;

export const judgmentOutputsSchema = z.record(z.string(), z.union([z.number(), z.boolean(), z.string()]));
/** What a decision table's output columns say, by name. */
export type JudgmentOutputs = z.infer<typeof judgmentOutputsSchema>;

/** One input as it was judged: what was used, where it came from, how old it was. */
export const evidenceSchema = z.strictObject({
  kind: z.literal('input'),
  name: z.string(),
  value: inputValueSchema,
  source: z.enum(['request', 'tag', 'absent']),
  unit: z.string().optional(),
  tag: z.string().optional(),
  take: z.string().optional(),
  quality: z.number().int().optional(),
  at: z.string().optional(),
  ageMs: z.number().optional(),
  refused: holdCauseSchema
    .optional()
    .describe('why the value shown could not be used: an optional input was left out, a required one held'),
});
export type Evidence = z.infer<typeof evidenceSchema>;

export const feedbackSchema = z.strictObject({
  agree: z.boolean(),
  correctVerdict: z.string().optional(),
  reason: z.string().optional(),
  by: z.string(),
  at: z.string(),
});
export type Feedback = z.infer<typeof feedbackSchema>;

export const judgmentSchema = z.strictObject({
  id: z.string(),
  at: z.string(),
  verdict: z.string(),
  severity: severitySchema,
  confidence: z.strictObject({
    claimed: z.number().nullable().describe('what the rule says of itself'),
    measured: z
      .number()
      .nullable()
      .describe('share of agreeing feedback for this version of the ruleset on this equipment'),
    sampleCount: z.number().int().describe('number of feedbacks behind `measured`'),
  }),
  methodUsed: z.enum(['rule', 'llm', 'hybrid', 'cache']),
  reasons: z.array(reasonSchema),
  trace: z.array(traceEntrySchema),
  outputs: judgmentOutputsSchema
    .optional()
    .describe('further values, where the ruleset has a decision table with outputs'),
  ruleset: z.strictObject({ id: z.string(), version: z.number().int(), hash: z.string() }),
  inputAgeMs: z
    .number()
    .nullable()
    .describe('age of the oldest tag input; null when all came with the request'),
  cached: z.boolean(),
  latencyMs: z.number(),
  holdCause: holdCauseSchema.optional(),
  holdDetail: z
    .string()
    .optional()
    .describe('which input or which line of the script, in words; `reasons` has it in both languages'),
  evidence: z.array(evidenceSchema),
  context: judgmentContextSchema.optional(),
  trigger: z.enum(['request', 'change', 'interval', 'schedule', 'stale']),
  advisory: z
    .strictObject({ state: z.enum(['NOT_NEEDED', 'NOT_CONFIGURED']) })
    .optional()
    .describe('policy hybrid: whether an LLM was asked'),
  feedback: feedbackSchema.optional(),
});
export type Judgment = z.infer<typeof judgmentSchema>;

const judgmentFiltersSchema = pageQuerySchema.extend({
  from: instantSchema.optional(),
  to: instantSchema.optional(),
  rulesetId: rulesetIdSchema.optional(),
  equipment: z.string().max(400).normalize('NFC').optional(),
  verdict: z.string().max(64).normalize('NFC').optional(),
  minSeverity: severitySchema.optional().describe('only judgments at least this severe'),
  changesOnly: z
    .union([z.boolean(), z.stringbool({ truthy: ['true'], falsy: ['false'] })])
    .optional()
    .describe(
      'only judgments whose verdict differs from the one before by the same ruleset on the same machine; what was asked of a ruleset that judges by itself is neither listed nor compared with; after an update from a version without this list, only those from then on are',
    ),
});
export const judgmentListQuerySchema = inOrder(judgmentFiltersSchema);
export type JudgmentListQuery = z.infer<typeof judgmentListQuerySchema>;
export const judgmentPageSchema = pageOf(judgmentSchema);
export type JudgmentPage = z.infer<typeof judgmentPageSchema>;

/** `POST /judgments/{id}/feedback`. Disagreeing needs the right verdict or a reason. */
export const feedbackRequestSchema = z
  .strictObject({
    agree: z.boolean(),
    correctVerdict: z.string().max(64).normalize('NFC').optional(),
    reason: z.string().trim().min(1, saying('emptyReason')).max(2_000).optional(),
  })
  .refine(
    (feedback) => feedback.agree || feedback.correctVerdict !== undefined || feedback.reason !== undefined,
    {
      ...saying('overrideNeeds'),
      path: ['correctVerdict'],
    },
  );
export type FeedbackRequest = z.infer<typeof feedbackRequestSchema>;

/** Where a machine stands now: the latest judgment of each ruleset bound to it. */
export const equipmentStateSchema = z.strictObject({
  path: z.string(),
  line: z.string(),
  equipment: z.string(),
  tagCount: z.number().int(),
  lastDataAt: z.string().nullable().describe('source time of the newest value'),
  lastReceivedAt: z.string().nullable(),
  isRecorded: z
    .boolean()
    .describe('its values were imported from files as history: none is expected to come now'),
  severity: severitySchema.nullable().describe('worst of the current judgments; null while not judged'),
  judgments: z.array(
    z.strictObject({
      rulesetId: z.string(),
      rulesetName: localizedTextSchema,
      judgmentId: z.string(),
      verdict: z.string(),
      severity: severitySchema,
      holdCause: holdCauseSchema.optional(),
      at: z.string().describe('time judged for, renewed by each confirming judgment'),
    }),
  ),
});
export type EquipmentState = z.infer<typeof equipmentStateSchema>;

export const overviewSchema = z.strictObject({
  at: z.string(),
  demoPlant: z.boolean(),
  equipment: z.array(equipmentStateSchema),
});
export type Overview = z.infer<typeof overviewSchema>;
