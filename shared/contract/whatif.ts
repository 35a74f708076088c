import { z } from 'zod';
import { backtestProblemSchema, backtestTruthSchema } from './backtest.ts';
import { instantSchema, severitySchema } from './common.ts';
import { meaningRegionSchema } from './rule-meaning.ts';
import { rulesetManifestSchema } from './rules.ts';

const countSchema = z.number().int().min(0);

/** A ruleset as it is tried: nothing of it is stored. */
export const whatIfRulesSchema = z.strictObject({
  manifest: rulesetManifestSchema,
  source: z.string().max(200_000),
});
export type WhatIfRules = z.infer<typeof whatIfRulesSchema>;

/** Which rows of history are wanted. */
export const whatIfOpenSchema = z.strictObject({
  rules: whatIfRulesSchema.describe('their inputs and trigger make the rows'),
  days: z.number().int().min(1).max(30),
  to: instantSchema.optional().describe('end of the period; now without it'),
  equipment: z
    .array(z.string().max(400))
    .max(1_000)
    .optional()
    .describe('machines; all that the rules bind to without it'),
  window: z.string().max(64).optional().describe('who reads them, and may leave before they are there'),
  fresh: z.boolean().default(false).describe('read anew, even where such rows are held already'),
});
export type WhatIfOpen = z.infer<typeof whatIfOpenSchema>;

const valueSchema = z.union([z.number(), z.boolean(), z.string(), z.null()]);

/** What an input was over the period, from a sample of the rows. */
const inputFactsSchema = z.strictObject({
  name: z.string(),
  usual: valueSchema.describe('median of a number, else the most frequent; null where there was none'),
  last: valueSchema.describe('of the newest row'),
  low: z.number().nullable().describe('all but a two-hundredth of the values are above'),
  high: z.number().nullable().describe('all but a two-hundredth of the values are below'),
});
export type WhatIfInput = z.infer<typeof inputFactsSchema>;

/** Rows of history held in memory, and how far their loading is. */
export const whatIfSessionSchema = z.strictObject({
  id: z.string(),
  state: z.enum(['loading', 'ready', 'failed']),
  share: z.number().min(0).max(1).describe('of the machines and days that are to be read'),
  judging: z.number().min(0).max(1).nullable().describe('share of the rows judged by the step at hand'),
  period: z.strictObject({ from: instantSchema, to: instantSchema }).describe('what of it has samples'),
  machines: z.array(z.string()),
  rows: countSchema.describe('rows of the period; live judging would have judged as many'),
  kept: countSchema.describe('rows with usable inputs that are held in memory'),
  everyNth: z.number().int().min(1).describe('only every n-th row is held; 1: all of them'),
  bytes: countSchema,
  budgetBytes: countSchema,
  loadMs: z.number().min(0),
  inputs: z.array(inputFactsSchema).describe('in the order of the manifest; empty until it is ready'),
  problem: backtestProblemSchema.optional(),
});
export type WhatIfSession = z.infer<typeof whatIfSessionSchema>;

export const whatIfIdSchema = z.strictObject({ id: z.string().max(64) });

/** Who looks at it no longer: its questions end, and so does the reading of rows that nobody else waits for. */
export const whatIfLeaveSchema = z.strictObject({ id: z.string().max(64), window: z.string().max(64) });
export type WhatIfLeave = z.infer<typeof whatIfLeaveSchema>;

/** Who asks: a newer question of the same window takes the place of its older one. */
const askSchema = z.strictObject({
  id: z.string().max(64),
  window: z.string().max(64),
  tried: whatIfRulesSchema,
});

const regionSchema = meaningRegionSchema.pick({ from: true, to: true, limits: true, together: true });
export type WhatIfRegion = z.infer<typeof regionSchema>;

export const whatIfJudgeSchema = askSchema.extend({
  base: z.union([z.number().int().min(1), whatIfRulesSchema]).describe('a stored version, or other rules'),
  part: z.enum(['sample', 'all']).describe('a sample is answered within a moment'),
  regions: z
    .array(regionSchema)
    .max(100)
    .optional()
    .describe('of the comparison of base and tried: how many rows lie in each is counted too'),
});
export type WhatIfJudge = z.infer<typeof whatIfJudgeSchema>;

const outcomeSchema = z.strictObject({
  verdict: z.string(),
  severity: severitySchema,
  holdCause: z.string().optional(),
  rows: countSchema,
});
export type WhatIfOutcome = z.infer<typeof outcomeSchema>;

const placeSchema = z.strictObject({
  rows: countSchema,
  changed: countSchema.describe('rows in which both say something else'),
  abnormal: z.strictObject({ base: countSchema, tried: countSchema }),
});
export type WhatIfPlace = z.infer<typeof placeSchema>;

const pathSchema = z.strictObject({
  kind: z.enum(['compiled', 'interpreter']),
  message: z.string().describe('why it is not compiled; empty where it is'),
  line: countSchema,
});

const regionCountsSchema = z.strictObject({
  regions: z.array(
    z.strictObject({
      rows: countSchema.describe('that lie in it for sure'),
      atMost: countSchema.describe(
        'with those that fit several regions whose borders depend on several inputs together',
      ),
    }),
  ),
  shared: countSchema.describe('rows that fit several such regions: each is counted once here'),
  elsewhere: countSchema.describe('rows that get another verdict in none of the regions'),
});
export type WhatIfRegionCounts = z.infer<typeof regionCountsSchema>;

/** What rules would have said, beside what others say of the same rows. */
export const whatIfCountsSchema = z.strictObject({
  isExact: z.boolean().describe('every row was judged; else figures are scaled up from those that were'),
  isWhole: z.boolean().describe('every row that is held was judged'),
  judged: countSchema.describe('rows that were'),
  rows: countSchema,
  changed: countSchema,
  base: z.array(outcomeSchema),
  tried: z.array(outcomeSchema),
  matrix: z
    .array(
      z.strictObject({
        a: countSchema.describe('index in the outcomes of the base'),
        b: countSchema.describe('index in the outcomes of what is tried'),
        rows: countSchema,
      }),
    )
    .describe('cells with rows'),
  machines: z.array(placeSchema).describe('in the order of the session'),
  days: z.array(placeSchema.extend({ day: z.iso.date() })).describe('UTC, oldest first'),
  truth: z.strictObject({ base: backtestTruthSchema, tried: backtestTruthSchema }),
  regions: regionCountsSchema.optional().describe('in the order in which they were asked for'),
  path: pathSchema.describe('how what is tried was judged'),
  tookMs: z.number().min(0),
});
export type WhatIfCounts = z.infer<typeof whatIfCountsSchema>;

/** Nothing where a newer question of the same window came meanwhile. */
export const whatIfAnswerSchema = whatIfCountsSchema.nullable();

const axisSchema = z.strictObject({ input: z.string().max(64), from: z.number(), to: z.number() });
export type WhatIfAxis = z.infer<typeof axisSchema>;

export const whatIfMapQuerySchema = askSchema.extend({
  x: axisSchema,
  y: axisSchema,
  columns: z.number().int().min(2).max(400),
  rows: z.number().int().min(2).max(400),
  held: z.record(z.string().max(64), valueSchema).describe('of the inputs that are no axis'),
});
export type WhatIfMapQuery = z.infer<typeof whatIfMapQuerySchema>;

/** A plane of two inputs, judged cell by cell at the middle of each. */
export const whatIfMapSchema = z
  .strictObject({
    kinds: z
      .array(
        z.strictObject({
          verdict: z.string(),
          severity: severitySchema,
          holdCause: z.string().optional(),
          fired: z.array(z.string()).describe('conditions that held, by name'),
        }),
      )
      .max(256),
    cells: z
      .base64()
      .describe('a byte for each cell, the index of its kind; from the lowest row, each from left to right'),
    tookMs: z.number().min(0),
  })
  .nullable();
export type WhatIfMap = NonNullable<z.infer<typeof whatIfMapSchema>>;

/** Some rows of history with all they hold, spread evenly over the period. */
export const whatIfPointsSchema = z.strictObject({
  items: z.array(
    z.strictObject({
      at: instantSchema,
      equipment: z.string(),
      values: z.array(valueSchema).describe('in the order of the inputs'),
    }),
  ),
});
export type WhatIfPoint = z.infer<typeof whatIfPointsSchema>['items'][number];
