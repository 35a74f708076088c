import { reasonSchema } from './reasons.ts';
import { z } from 'zod';
import { signalValueSchema, tagPathSchema } from './common.ts';
import { unitCodeSchema } from './tags.ts';
import { ownWords, saying } from './own-words.ts';

const pathSchema = tagPathSchema.max(400).normalize('NFC');
const inputNameSchema = z
  .string()
  .max(64)
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, saying('variable'));

/** An expression of the rules' language over the newest values of other tags. */
const expressionSchema = z
  .strictObject({
    kind: z.literal('expression'),
    expression: z.string().trim().min(1).max(4_000),
    inputs: z
      .array(z.strictObject({ name: inputNameSchema, tag: pathSchema }))
      .min(1)
      .max(20),
  })
  .superRefine(({ inputs }, ctx) => {
    inputs.forEach(({ name }, index) => {
      if (inputs.findIndex((other) => other.name === name) < index)
        ctx.addIssue({
          code: 'custom',
          path: ['inputs', index, 'name'],
          message: ownWords('taken', { name }),
        });
    });
  });

/** What a counter has counted since its sample before, over rollovers. */
const increaseSchema = z.strictObject({ kind: z.literal('increase'), tag: pathSchema });
/** The same in a span of time: per second, minute or hour. */
const rateSchema = z.strictObject({
  kind: z.literal('rate'),
  tag: pathSchema,
  perSeconds: z.union([z.literal(1), z.literal(60), z.literal(3_600)]),
});

/** What a tag is worked out from. */
export const derivationSchema = z.discriminatedUnion('kind', [expressionSchema, increaseSchema, rateSchema]);
export type Derivation = z.infer<typeof derivationSchema>;

export const newDerivedTagSchema = z.strictObject({
  path: pathSchema,
  unit: unitCodeSchema.optional(),
  derivation: derivationSchema,
});
export type NewDerivedTag = z.infer<typeof newDerivedTagSchema>;

/** A derivation as it goes now. */
export const derivedStateSchema = z.strictObject({
  derivation: derivationSchema,
  errors: z
    .number()
    .int()
    .describe('evaluations that failed since the start; each left a sample of bad quality'),
  lastError: z.string().nullable(),
  lastReason: reasonSchema.optional().describe('the same by code'),
});
export type DerivedState = z.infer<typeof derivedStateSchema>;

/** What a derivation would give by the values of now; nothing is stored. */
export const derivedPreviewSchema = z.strictObject({
  value: signalValueSchema.nullable(),
  quality: z.number().int(),
  at: z.string().nullable().describe('source time: that of the newest input'),
  inputs: z.array(
    z.strictObject({
      name: z.string(),
      value: signalValueSchema.nullable(),
      quality: z.number().int().nullable(),
    }),
  ),
  fault: z.string().nullable().describe('why it cannot be kept, or gives no value'),
  reason: reasonSchema.optional().describe('the same by code, where it has one'),
});
export type DerivedPreview = z.infer<typeof derivedPreviewSchema>;
