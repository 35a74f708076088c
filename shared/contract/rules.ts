import { z } from 'zod';
import { localizedTextSchema, severitySchema } from './common.ts';
import { decisionTableSchema } from './decision-table.ts';
import { ownWords, saying } from './own-words.ts';

const identifierSchema = z
  .string()
  .max(64)
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, saying('variable'))
  .refine((name) => name !== '__proto__', saying('jsonName'));

export const rulesetIdSchema = z
  .string()
  .max(64)
  .regex(/^[a-z0-9][a-z0-9-]*$/, saying('smallLetters'));

export const TAKES = ['last', 'mean', 'min', 'max', 'stddev', 'slope', 'count', 'changes'] as const;

const tagPatternSchema = z
  .string()
  .max(400)
  .regex(/^[^/+#]+(\/[^/+#]+){4}$/, saying('tagPattern'));

/**
 * One input of a ruleset. `take` reduces the tag's samples of the last `windowSeconds` to one value
 * (`slope` in units per second by least squares, `changes` the number of value changes).
 */
export const rulesetInputSchema = z
  .strictObject({
    name: identifierSchema,
    type: z.enum(['number', 'boolean', 'text']),
    unit: z.string().max(32).optional().describe('UCUM code, e.g. Cel, mm/s'),
    label: localizedTextSchema.optional(),
    tag: tagPatternSchema.optional(),
    take: z.enum(TAKES).default('last'),
    windowSeconds: z.number().positive().max(604_800).optional(),
    maxAgeSeconds: z.number().positive().max(31_536_000).optional(),
    values: z.array(z.string()).min(1).max(200).optional(),
    optional: z.boolean().default(false),
  })
  .superRefine((input, ctx) => {
    if (input.take !== 'last' && input.windowSeconds === undefined) {
      ctx.addIssue({
        code: 'custom',
        path: ['windowSeconds'],
        message: ownWords('takeNeedsWindow', { take: input.take }),
      });
    }
    const countsOnly = input.take === 'count' || input.take === 'changes';
    if (input.take !== 'last' && !countsOnly && input.type !== 'number') {
      ctx.addIssue({
        code: 'custom',
        path: ['take'],
        message: ownWords('takeNeedsNumber', { take: input.take }),
      });
    }
    if (input.values !== undefined && input.type !== 'text') {
      ctx.addIssue({ code: 'custom', path: ['values'], message: ownWords('valuesAreText') });
    }
  });
export type RulesetInput = z.infer<typeof rulesetInputSchema>;

export const triggerSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('change'),
    debounceMs: z.number().int().min(0).max(3_600_000).default(0),
  }),
  z.strictObject({ kind: z.literal('interval'), everySeconds: z.number().min(0.1).max(86_400) }),
  z.strictObject({
    kind: z.literal('schedule'),
    cron: z.string().max(120),
    timezone: z.string().max(64).default('UTC'),
  }),
  z.strictObject({ kind: z.literal('request') }),
]);
export type Trigger = z.infer<typeof triggerSchema>;

export const limitsSchema = z.strictObject({
  operations: z.number().int().min(100).max(10_000_000).default(100_000),
  deadlineMs: z.number().int().min(1).max(5_000).default(50),
});

/** A verdict is the ruleset's own word, e.g. `OVERHEAT`. `HOLD` is the product's and may not be declared. */
const verdictNameSchema = z
  .string()
  .min(1)
  .max(64)
  .refine((word) => word !== 'HOLD', saying('holdReserved'));

/** A finding of the checker that is left as it is, and why. `fingerprint`: by what the checker knows it again. */
export const acceptedFindingSchema = z.strictObject({
  code: z.string().regex(/^[A-Z_]{3,40}$/),
  fingerprint: z.string().regex(/^[0-9a-f]{16}$/),
  reason: z.string().trim().min(1).max(500),
  by: z.string().max(100).optional(),
  at: z.string().max(40).optional(),
});
export type AcceptedFinding = z.infer<typeof acceptedFindingSchema>;

/** `ruleset.json`. Everything but `id`, `name`, `inputs`, `trigger` and `verdicts` has a default. */
export const rulesetManifestSchema = z
  .strictObject({
    id: rulesetIdSchema,
    name: localizedTextSchema,
    description: localizedTextSchema.optional(),
    inputs: z.array(rulesetInputSchema).min(1).max(100),
    trigger: triggerSchema,
    verdicts: z.record(verdictNameSchema, severitySchema),
    confidenceThreshold: z.number().min(0).max(1).default(0.7),
    cacheSeconds: z.number().min(0).max(86_400).default(300),
    limits: limitsSchema.default({ operations: 100_000, deadlineMs: 50 }),
    /** Limits of the field kept as data, e.g. zone borders of a standard; a constant map `parameters` in the script. */
    parameters: z.record(identifierSchema, z.union([z.number(), z.string(), z.boolean()])).default({}),
    /** Where the script is made from a table. No default, as below. */
    table: decisionTableSchema.optional(),
    /** Findings of the checker that somebody looked at and left as they are. No default: the hash of rulesets without any stays. */
    acceptedFindings: z.array(acceptedFindingSchema).max(200).optional(),
  })
  .superRefine((manifest, ctx) => {
    if (Object.keys(manifest.verdicts).length === 0) {
      ctx.addIssue({ code: 'custom', path: ['verdicts'], message: ownWords('someVerdict') });
    }
    const seen = new Set<string>(['input', 'parameters']);
    manifest.inputs.forEach((input, index) => {
      if (seen.has(input.name)) {
        ctx.addIssue({
          code: 'custom',
          path: ['inputs', index, 'name'],
          message: ownWords('taken', { name: input.name }),
        });
      }
      seen.add(input.name);
    });
    const hasTag = manifest.inputs.some((input) => input.tag !== undefined);
    if (!hasTag && manifest.trigger.kind !== 'request') {
      ctx.addIssue({
        code: 'custom',
        path: ['trigger', 'kind'],
        message: ownWords('onlyRequest'),
      });
    }
  });
export type RulesetManifest = z.infer<typeof rulesetManifestSchema>;

/** A stored test case of a ruleset (`tests.json` holds an array of these). */
export const rulesetTestSchema = z.strictObject({
  name: z.string().max(200),
  input: z.record(z.string(), z.union([z.number(), z.boolean(), z.string(), z.null()])),
  expect: z.strictObject({
    verdict: z.string().optional(),
    holdCause: z.string().optional(),
    confidence: z.number().optional(),
    outputs: z
      .record(z.string(), z.union([z.number(), z.boolean(), z.string(), z.null()]))
      .optional()
      .describe('of the decision table, by name: only those named are compared, exactly; null: not said'),
  }),
});
export type RulesetTest = z.infer<typeof rulesetTestSchema>;

/** Characters of a script. */
export const MOST_OF_SCRIPT = 200_000;

/** One file holding a whole ruleset. */
export const rulesetBundleSchema = z.strictObject({
  ruleset: rulesetManifestSchema,
  rules: z.string().max(MOST_OF_SCRIPT),
  tests: z.array(rulesetTestSchema).max(1_000).default([]),
});
export type RulesetBundle = z.infer<typeof rulesetBundleSchema>;

export const rulesetStateSchema = z.enum(['draft', 'active', 'retired']);

const rulesetHashSchema = z
  .string()
  .describe(
    'SHA-256 (hex) of canonical JSON (RFC 8785) of the manifest with its defaults, a line feed, the source',
  );

/** A line of `GET /rulesets`. */
export const rulesetSummarySchema = z.strictObject({
  id: rulesetIdSchema,
  name: localizedTextSchema,
  version: z.number().int(),
  hash: rulesetHashSchema,
  state: rulesetStateSchema,
  trigger: triggerSchema,
  inputCount: z.number().int(),
  boundEquipment: z.array(z.string()),
  suspendedUntil: z
    .string()
    .optional()
    .describe('set while three errors in a row keep the rule from running'),
});
export type RulesetSummary = z.infer<typeof rulesetSummarySchema>;

/** `GET /rulesets/{id}/versions/{v}`. */
export const rulesetVersionSchema = z.strictObject({
  id: rulesetIdSchema,
  version: z.number().int(),
  hash: rulesetHashSchema,
  state: rulesetStateSchema,
  importedAt: z.string(),
  activatedAt: z.string().optional(),
  manifest: rulesetManifestSchema,
  source: z.string(),
  tests: z.array(rulesetTestSchema),
});
export type RulesetVersion = z.infer<typeof rulesetVersionSchema>;

/** Which version of each ruleset is judged by now. */
export const activeVersionsSchema = z.strictObject({
  items: z.array(z.strictObject({ id: rulesetIdSchema, version: z.number().int() })),
});
