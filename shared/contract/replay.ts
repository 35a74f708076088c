import { z } from 'zod';
import { localizedTextSchema } from './common.ts';
import { holdCauseSchema, judgmentSchema } from './judgment.ts';
import { reasonSchema } from './reasons.ts';

/** What the rules say anew; what is compared is everything that inputs and version decide. */
export const replayedSchema = judgmentSchema
  .pick({ verdict: true, severity: true, reasons: true, trace: true, outputs: true, inputAgeMs: true })
  .extend({
    claimed: z.number().nullable(),
    holdCause: holdCauseSchema.optional(),
    holdDetail: z.string().optional(),
  });
export type Replayed = z.infer<typeof replayedSchema>;

/**
 * `same`: nothing differs. `different`: see `differences`. `circumstance`: the judgment is a `HOLD` by the state of the station then
 * (time, suspension, engine), which no inputs can bring back. `incomplete`: the version or an input is not known any more.
 */
export const REPLAY_OUTCOMES = ['same', 'different', 'circumstance', 'incomplete'] as const;

/** A condition of the script as it is written; lines and columns from 1. */
export const ruleOfScriptSchema = z.strictObject({
  id: z.string(),
  kind: z.enum(['if', 'switch']),
  line: z.number().int(),
  column: z.number().int(),
  source: z.string(),
});

/** An error of a script, and the line it is in, from 1. */
export const scriptFaultSchema = z.strictObject({ reason: reasonSchema, line: z.number().int() });
export type ScriptFault = z.infer<typeof scriptFaultSchema>;

/** A stored judgment made again from its stored inputs by the version that made it. */
export const replaySchema = z.strictObject({
  judgment: judgmentSchema,
  outcome: z.enum(REPLAY_OUTCOMES),
  why: localizedTextSchema.optional().describe('of `circumstance` and `incomplete`'),
  differences: z.array(
    z.strictObject({
      field: z.string().describe('of the judgment, e.g. `verdict`, `trace.3`'),
      stored: z.string().describe('as JSON; empty where there is none'),
      replayed: z.string(),
    }),
  ),
  replayed: replayedSchema.nullable(),
  source: z.string().nullable().describe('the script of the version'),
  linesNotReached: z
    .array(z.int())
    .nullable()
    .describe('lines of the script that did not run; null where no script ran, or that cannot be told'),
  rules: z.array(ruleOfScriptSchema),
  fault: scriptFaultSchema.nullable().describe('what ended the script, where its line is known'),
});
export type Replay = z.infer<typeof replaySchema>;
export type RuleOfScript = z.infer<typeof ruleOfScriptSchema>;
