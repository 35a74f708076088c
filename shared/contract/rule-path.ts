import { z } from 'zod';

/** Why a rule is not compiled; see `NotCompiledCode` of the rule engine. `CONSTANTS`: a parameter is too close to nothing. */
export const RULE_PATH_CODES = [
  'CLOSURE',
  'RECURSION',
  'TRY',
  'TEXT_WORK',
  'LIST_WORK',
  'FUNCTION',
  'OPERATOR',
  'COMPUTED_INPUT',
  'MIXED_SHAPES',
  'LOOP',
  'RESULT',
  'LIMITS',
  'CONSTANTS',
  'OTHER',
] as const;

/** How backtests, what-if and tests run a rule over many rows: compiled, or in the interpreter and why. Line and column from 1, 0 without a place. */
export const rulePathSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('compiled') }),
  z.strictObject({
    kind: z.literal('interpreter'),
    code: z.enum(RULE_PATH_CODES),
    line: z.number().int().min(0),
    column: z.number().int().min(0),
  }),
]);
export type RulePath = z.infer<typeof rulePathSchema>;
