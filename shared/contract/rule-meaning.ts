import { z } from 'zod';
import { holdCauseSchema, inputValueSchema, reasonSchema } from './judgment.ts';
import { reasonSchema as codedReasonSchema } from './reasons.ts';
import { rulesetIdSchema, rulesetTestSchema } from './rules.ts';

const sideSchema = z
  .union([z.number().int().min(1), z.literal('draft')])
  .describe("number of a version, or what is worked on as 'draft'");
export type MeaningSide = z.infer<typeof sideSchema>;

export const compareMeaningSchema = z.strictObject({
  id: rulesetIdSchema,
  before: sideSchema,
  after: sideSchema,
  budgetMs: z.number().int().min(100).max(60_000).default(4_000).describe('for all of it'),
});
export type CompareMeaning = z.input<typeof compareMeaningSchema>;

/** What is said of inputs: a declared verdict, or `HOLD` with its cause. */
export const meaningOutcomeSchema = z.strictObject({
  verdict: z.string(),
  holdCause: holdCauseSchema.optional(),
});
export type MeaningOutcome = z.infer<typeof meaningOutcomeSchema>;

/** One run of one version through the engine. */
export const meaningRunSchema = meaningOutcomeSchema.extend({
  confidence: z.number().nullable(),
  reasons: z.array(reasonSchema),
  values: z.string().describe('further values of the result, as JSON; empty where there are none'),
  fired: z.array(z.strictObject({ ruleId: z.string(), line: z.int() })).describe('conditions that held'),
  operations: z.int(),
});
export type MeaningRun = z.infer<typeof meaningRunSchema>;

/** Inputs that tell two versions apart, as both judged them. */
export const meaningWitnessSchema = z.strictObject({
  input: z.record(z.string(), inputValueSchema),
  before: meaningRunSchema,
  after: meaningRunSchema,
  test: rulesetTestSchema.describe('expects what the later version says'),
});
export type MeaningWitness = z.infer<typeof meaningWitnessSchema>;

const endSchema = z.strictObject({
  value: z.number().describe('as people would write it'),
  included: z.boolean(),
  edge: z.number().describe('the last number of the region there, to the last bit'),
});

/** Which values of an input belong to a region. Inputs that are not named: any value. */
export const meaningLimitSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('range'),
    input: z.string(),
    from: endSchema.nullable(),
    to: endSchema.nullable(),
    orMissing: z.boolean().describe('also where there is no value'),
  }),
  z.strictObject({
    kind: z.literal('values'),
    input: z.string(),
    values: z.array(inputValueSchema).describe('null: no value'),
    except: z.array(z.string()).nullable().describe('also any text but these; null: only what is named'),
  }),
]);
export type MeaningLimit = z.infer<typeof meaningLimitSchema>;

export const meaningRegionSchema = z.strictObject({
  from: meaningOutcomeSchema,
  to: meaningOutcomeSchema,
  limits: z.array(meaningLimitSchema),
  together: z
    .array(z.string())
    .describe('inputs on which its border depends together; their limits are those at the first witness'),
  isCut: z
    .boolean()
    .describe(
      'the time ran out before its border was found: the inputs of `together` are all whose limits are not known',
    ),
  amongRules: z
    .boolean()
    .describe(
      'rules that both versions have decide too: not every input within the limits gets another verdict',
    ),
  judgments: z.int().describe('of those of late, how many had such inputs'),
  witnesses: z.array(meaningWitnessSchema).min(1),
});
export type MeaningRegion = z.infer<typeof meaningRegionSchema>;

/** What may differ where the verdict is the same. */
export const LESSER_DIFFERENCES = [
  'error',
  'confidence',
  'values',
  'reasons',
  'rules',
  'operations',
] as const;
/** Of these, what people read: which conditions held on the way, and in how many operations, is no other answer. */
export const SAID_OTHERWISE = [
  'error',
  'confidence',
  'values',
  'reasons',
] as const satisfies readonly LesserKind[];
type LesserKind = (typeof LESSER_DIFFERENCES)[number];
export const lesserDifferenceSchema = z.strictObject({
  kind: z.enum(LESSER_DIFFERENCES),
  witness: meaningWitnessSchema,
});
export type LesserDifference = z.infer<typeof lesserDifferenceSchema>;

/** Why an answer is none for every input. */
export const NOT_EXACT = ['ARITHMETIC', 'TOGETHER', 'TEXT', 'LOOP', 'SIZE', 'OTHER'] as const;
export type NotExactCode = (typeof NOT_EXACT)[number];

export const meaningBasisSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('same').describe('both say the same, word for word') }),
  z.strictObject({ kind: z.literal('exact'), cells: z.int() }),
  z.strictObject({ kind: z.literal('none').describe('nothing was compared: see `incomparable`') }),
  z.strictObject({
    kind: z.literal('searched'),
    why: z.enum(NOT_EXACT),
    side: z.enum(['before', 'after']),
    line: z.int().describe('0 where none is known'),
  }),
]);
export type MeaningBasis = z.infer<typeof meaningBasisSchema>;

export const MANIFEST_PARTS = ['input', 'parameter', 'verdict', 'trigger', 'limit', 'other'] as const;
export const manifestChangeSchema = z.strictObject({
  part: z.enum(MANIFEST_PARTS),
  name: z.string(),
  before: z.string().nullable().describe('as JSON; null: it was not there'),
  after: z.string().nullable(),
});
export type ManifestChange = z.infer<typeof manifestChangeSchema>;

/** What the time asked for was not enough for. */
export const CUT_SHORT = ['READING', 'LEADING', 'SEARCHING', 'DESCRIBING', 'LESSER'] as const;
export type CutShort = (typeof CUT_SHORT)[number];

/** Which inputs get another verdict. Numbers are looked at from −1e9 to 1e9. */
export const meaningReportSchema = z.strictObject({
  basis: meaningBasisSchema,
  tried: z.int().describe('inputs that both judged'),
  judgments: z.int().describe('of late, whose inputs were tried'),
  tookMs: z.number(),
  regions: z.array(meaningRegionSchema),
  regionsLeftOut: z.int(),
  lesser: z.array(lesserDifferenceSchema),
  cutShort: z
    .array(z.enum(CUT_SHORT))
    .describe(
      'what the time was too short for: reading the borders of all conditions, leading inputs to all that has changed, trying on until nothing new came, ' +
        'finding how far every difference goes, other differences than those of verdicts',
    ),
  changes: z.array(manifestChangeSchema),
  incomparable: z
    .array(z.string())
    .describe('inputs that have another type: no input fits both versions, so nothing was compared'),
});
export type MeaningReport = z.infer<typeof meaningReportSchema>;

export const meaningDiffSchema = z.strictObject({
  key: z.int(),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  why: codedReasonSchema.nullable().describe('of `failed`'),
  share: z.number().min(0).max(1),
  tried: z.int(),
  found: z.int().describe('kinds of differences met so far'),
  report: meaningReportSchema.nullable(),
});
export type MeaningDiff = z.infer<typeof meaningDiffSchema>;
