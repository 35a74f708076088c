import { z } from 'zod';
import { reasonSchema } from './reasons.ts';
import { rulesetIdSchema, rulesetTestSchema } from './rules.ts';
import { rulesetTextsSchema } from './ruleset-desk.ts';

/**
 * Why a test case is proposed. `at`, `below`, `above`: a border of a condition; `value`: a text or a boolean that decides it; `least`,
 * `greatest`: an end of what can be measured.
 */
export const PROPOSAL_REASONS = [
  'below',
  'at',
  'above',
  'value',
  'least',
  'greatest',
  'branch',
  'mutant',
] as const;

/** A test case that would show something no stored one shows. What it expects is what the script says now: whoever takes it over decides. */
export const proposedTestSchema = z.strictObject({
  test: rulesetTestSchema,
  why: z.enum(PROPOSAL_REASONS),
  line: z.int(),
  source: z.string().describe('of the condition, the arm or the change'),
  input: z.string().optional().describe('the input that is varied'),
});
export type ProposedTest = z.infer<typeof proposedTestSchema>;

/** One way through a script: a condition that held or did not, or an arm of a `switch`. Lines and columns from 1. */
export const branchSchema = z.strictObject({
  line: z.int(),
  column: z.int(),
  kind: z.enum(['held', 'notHeld', 'arm']),
  source: z.string(),
  tests: z.array(z.int()).describe('places in the list of the test cases that take it'),
  proposal: proposedTestSchema.nullable(),
});
export type Branch = z.infer<typeof branchSchema>;

export const coverageSchema = z.strictObject({
  branches: z.array(branchSchema),
  covered: z.int(),
  linesNotReached: z.array(z.int()).describe('lines of the script that no test case runs'),
});
export type Coverage = z.infer<typeof coverageSchema>;

/** What a mutant has otherwise than the script. */
export const MUTATIONS = [
  'turned',
  'border',
  'constant',
  'logic',
  'arithmetic',
  'always',
  'never',
  'not',
  'verdict',
  'boolean',
  'removed',
] as const;
export const mutantSchema = z.strictObject({
  kind: z.enum(MUTATIONS),
  line: z.int(),
  column: z.int(),
  original: z.string(),
  replacement: z.string(),
});
export type Mutant = z.infer<typeof mutantSchema>;

export const survivorSchema = mutantSchema.extend({ proposal: proposedTestSchema });
export type Survivor = z.infer<typeof survivorSchema>;

/** How many small changes of the script the test cases notice. */
export const mutationSchema = z.strictObject({
  total: z.int(),
  noticed: z.int(),
  survivors: z.array(survivorSchema).describe('not noticed, though some input tells them apart'),
  same: z.array(mutantSchema).describe('no input was found that tells them apart: not counted'),
  invalid: z.int().describe('changes that are no script any more: not counted'),
  score: z
    .number()
    .nullable()
    .describe('noticed of those noticed and survivors, 0 to 1; null where there are none'),
  inputsTried: z.int(),
});
export type Mutation = z.infer<typeof mutationSchema>;

export const analyseTestsSchema = z.strictObject({
  id: rulesetIdSchema,
  texts: rulesetTextsSchema,
  mutate: z.boolean().describe('also change the script and see which changes the test cases notice'),
});

/** How far an analysis is, and what it has found so far. */
export const testAnalysisSchema = z.strictObject({
  key: z.int(),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  why: reasonSchema.nullable().describe('of `failed`'),
  done: z.int().describe('changes tried so far'),
  total: z.int().nullable(),
  coverage: coverageSchema.nullable(),
  borders: z.array(proposedTestSchema).nullable(),
  mutation: mutationSchema.nullable(),
});
export type TestAnalysis = z.infer<typeof testAnalysisSchema>;
