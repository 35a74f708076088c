import { z } from 'zod';
import { instantSchema, pageQuerySchema, severitySchema } from './common.ts';
import { reasonSchema } from './reasons.ts';
import { rulesetIdSchema } from './rules.ts';

const sideOfRequestSchema = z
  .union([z.number().int().min(1), z.literal('draft')])
  .describe("number of a version, or what is worked on as 'draft'");
export type BacktestVersion = z.infer<typeof sideOfRequestSchema>;

/** What a backtest is asked: one version of a ruleset over a period, or two against each other. */
export const backtestRequestSchema = z.strictObject({
  rulesetId: rulesetIdSchema,
  version: sideOfRequestSchema,
  against: sideOfRequestSchema.optional().describe('another version of the same ruleset'),
  from: instantSchema.optional().describe('the oldest sample without it'),
  to: instantSchema,
  equipment: z
    .array(z.string().max(400))
    .min(1)
    .max(1_000)
    .optional()
    .describe('machines; all that the version binds to without it'),
});
export type BacktestRequest = z.infer<typeof backtestRequestSchema>;

const countSchema = z.number().int().min(0);

export const backtestTruthSchema = z.strictObject({
  hits: countSchema.describe('abnormal, and said so'),
  misses: countSchema.describe('abnormal, called normal'),
  falseCalls: countSchema.describe('normal, called abnormal'),
  correct: countSchema.describe('normal, and said so'),
  held: countSchema.describe('not judged'),
  unknown: countSchema.describe('cannot be told from the feedback'),
});
export type BacktestTruth = z.infer<typeof backtestTruthSchema>;

const outcomeSchema = z.strictObject({
  verdict: z.string(),
  severity: severitySchema,
  holdCause: z.string().optional(),
  rows: countSchema,
  durationMs: z.number().min(0),
  starts: countSchema.describe('times it began'),
});
export type BacktestOutcome = z.infer<typeof outcomeSchema>;

const sideSchema = z.strictObject({
  version: sideOfRequestSchema,
  rulesetHash: z.string(),
  outcomes: z.array(outcomeSchema),
  truth: backtestTruthSchema,
});
export type BacktestSide = z.infer<typeof sideSchema>;

const cellSchema = z.strictObject({
  a: countSchema.describe('index in the outcomes of the version'),
  b: countSchema.describe('index in those of the other'),
  rows: countSchema,
  durationMs: z.number().min(0),
});

/** What came out, of all machines together. */
export const backtestResultSchema = z.strictObject({
  rows: countSchema,
  sides: z.array(sideSchema).min(1).max(2),
  matrix: z.array(cellSchema).describe('cells with rows; empty with one version'),
  machines: z.array(
    z.strictObject({
      equipment: z.string(),
      rows: countSchema,
      digests: z.array(z.string()),
      tags: z.array(z.string()).describe('whose samples were judged'),
    }),
  ),
  hash: z.string().describe('see ADR-0032'),
});
export type BacktestResult = z.infer<typeof backtestResultSchema>;

export const backtestStateSchema = z.enum(['waiting', 'running', 'done', 'cancelled', 'failed']);

export const backtestProblemSchema = z.strictObject({
  message: z.string(),
  reason: reasonSchema.optional().describe('the same by code, where it has one'),
});
export type BacktestProblem = z.infer<typeof backtestProblemSchema>;

/** One backtest: what was asked, how far it is, what came out. */
export const backtestSchema = z.strictObject({
  id: z.string(),
  request: backtestRequestSchema,
  by: z.string(),
  createdAt: instantSchema,
  state: backtestStateSchema,
  period: z
    .strictObject({ from: instantSchema, to: instantSchema })
    .describe('what of the period asked for has samples'),
  progress: z.strictObject({
    share: z.number().min(0).max(1).describe('of the machines and days that are to be judged'),
    rows: countSchema,
    durationMs: z.number().min(0).describe('spent so far'),
  }),
  problem: backtestProblemSchema.optional().describe('why it failed'),
  result: backtestResultSchema.optional(),
  changedTags: z
    .array(z.string())
    .optional()
    .describe(
      'tags whose samples of the period are not those it was made of: some came late or were removed',
    ),
  changesLeftOut: countSchema.describe('changes that are counted in the matrix but not listed'),
});
export type Backtest = z.infer<typeof backtestSchema>;

export const backtestListSchema = z.strictObject({ items: z.array(backtestSchema) });

export const backtestIdSchema = z.strictObject({ id: z.string().max(64) });

export const backtestListQuerySchema = z.strictObject({
  rulesetId: rulesetIdSchema.optional(),
  limit: pageQuerySchema.shape.limit,
});

/** Rows one after the other in which the versions differ. */
export const backtestChangeSchema = z.strictObject({
  from: instantSchema,
  to: instantSchema.describe(
    'when they were of one mind again, or differed otherwise; the end of the period',
  ),
  equipment: z.string(),
  a: countSchema.describe('index in the outcomes of the version'),
  b: countSchema.describe('index in those of the other'),
  rows: countSchema,
});
export type BacktestChange = z.infer<typeof backtestChangeSchema>;

/** Index of an outcome of a version; a text of digits in an address. */
const outcomeIndexSchema = z.coerce.number().pipe(countSchema);

export const backtestChangesQuerySchema = z.strictObject({
  id: z.string().max(64),
  a: outcomeIndexSchema.optional(),
  b: outcomeIndexSchema.optional(),
  equipment: z.string().max(400).optional(),
  day: z.iso.date().optional().describe('UTC'),
  cursor: z.string().max(500).optional(),
  limit: pageQuerySchema.shape.limit,
});
export type BacktestChangesQuery = z.infer<typeof backtestChangesQuerySchema>;

export const backtestChangesSchema = z.strictObject({
  items: z.array(backtestChangeSchema),
  nextCursor: z.string().optional(),
});

/** What stood when around a change, of one machine. */
export const backtestSpansQuerySchema = z.strictObject({
  id: z.string().max(64),
  equipment: z.string().max(400),
  from: instantSchema,
  to: instantSchema,
});

export const backtestSpansSchema = z.strictObject({
  sides: z
    .array(z.strictObject({ at: z.array(z.number()), outcome: z.array(countSchema) }))
    .describe('when each outcome began, epoch milliseconds; index in the outcomes of the version'),
});
export type BacktestSpans = z.infer<typeof backtestSpansSchema>;

/** Figures of a machine on a day (UTC), by index of the outcome. */
export const backtestDaySchema = z.strictObject({
  equipment: z.string(),
  day: z.iso.date(),
  rows: countSchema,
  sides: z.array(
    z.strictObject({
      rows: z.array(countSchema),
      durationMs: z.array(z.number()),
      starts: z.array(countSchema),
      truth: backtestTruthSchema,
    }),
  ),
  changedRows: countSchema.describe('rows in which the versions differ'),
});
export type BacktestDay = z.infer<typeof backtestDaySchema>;

export const backtestDaysSchema = z.strictObject({ items: z.array(backtestDaySchema) });
