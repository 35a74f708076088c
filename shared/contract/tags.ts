import { z } from 'zod';
import { isUcum, ucumOf } from '../util/ucum.ts';
import { pageOf, tagPathSchema } from './common.ts';
import { reasonSchema } from './reasons.ts';
import { ownWords } from './own-words.ts';

/** The site under which a tag stands until somebody sorts it: `unsorted/-/-/press-4/temperature`. */
export const UNSORTED_SITE = 'unsorted';
/** Stands for a level that nobody has named yet. */
export const UNNAMED_LEVEL = '-';

/**
 * What a tag's values are: a `measure` varies freely, a `counter` only rises (and rolls over), a `state` is one of few
 * values and holds until the next, a `text` is for people.
 */
export const TAG_KINDS = ['measure', 'counter', 'state', 'text'] as const;
export const tagKindSchema = z.enum(TAG_KINDS);
export type TagKind = z.infer<typeof tagKindSchema>;

const boundSchema = z.number().nullable();
type Bounds = { low?: number | null | undefined; high?: number | null | undefined };
function inOrder({ low, high }: Bounds, ctx: z.RefinementCtx): void {
  if (typeof low !== 'number' || typeof high !== 'number' || low < high) return;
  ctx.addIssue({ code: 'custom', path: ['high'], message: ownWords('aboveLower', { low: String(low) }) });
}

/** Two bounds in the tag's unit; null where there is none. */
const boundsShape = { low: boundSchema, high: boundSchema };
export const tagBoundsSchema = z.strictObject(boundsShape).superRefine(inOrder);
export type TagBounds = z.infer<typeof tagBoundsSchema>;

const nameSchema = z
  .string()
  .trim()
  .max(120)
  .normalize('NFC')
  .transform((text) => (text === '' ? null : text))
  .nullable();

function ucumAdvice(text: string): string {
  const meant = ucumOf(text);
  return meant === undefined ? ownWords('ucum', { text }) : ownWords('ucumMeant', { text, meant });
}

export const unitCodeSchema = z
  .string()
  .trim()
  .max(32)
  .superRefine((code, ctx) => {
    if (code !== '' && !isUcum(code)) ctx.addIssue({ code: 'custom', message: ucumAdvice(code) });
  })
  .transform((code) => (code === '' ? null : code))
  .nullable();

/** `all`: every value is stored. `change`: one that says nothing new, as far as the tag's own deadband and intervals tell, is not. */
export const STORAGE_MODES = ['all', 'change'] as const;
/** A deadband in the tag's own unit, or in percent of its range. */
export const DEADBAND_SCALES = ['unit', 'percent'] as const;
/** In seconds: so long at most nothing is stored of a tag whose changes only are, where nothing else is set. */
export const DEFAULT_MAX_INTERVAL_SECONDS = 60;

const storageShape = {
  mode: z.enum(STORAGE_MODES).nullable().describe('null: every value is stored'),
  deadband: z
    .number()
    .min(0)
    .nullable()
    .describe('a number no further than this from the one stored last is nothing new; null: 0'),
  deadbandIn: z.enum(DEADBAND_SCALES).nullable().describe("null: the tag's own unit"),
  minIntervalSeconds: z
    .number()
    .positive()
    .max(3_600)
    .nullable()
    .describe('a number sooner than this after the one stored last waits; null: none waits'),
  maxIntervalSeconds: z
    .number()
    .min(1)
    .max(86_400)
    .nullable()
    .describe(`one value is stored at least so often; null: ${DEFAULT_MAX_INTERVAL_SECONDS}`),
  retentionDays: z
    .number()
    .int()
    .min(1)
    .max(36_500)
    .nullable()
    .describe("how long samples are kept; null: as long as the station's budget allows"),
};
const counterShape = {
  modulus: z
    .number()
    .positive()
    .nullable()
    .describe('the count at which it starts again at 0, e.g. 65536; null: found by its values'),
};

/** All that people set of a tag. Null everywhere: not set, so that what the source says, or the values show, holds. */
export const tagSettingsSchema = z.strictObject({
  kind: tagKindSchema.nullable(),
  unit: unitCodeSchema.describe('UCUM code, e.g. Cel'),
  name: z.strictObject({ ko: nameSchema, en: nameSchema }),
  range: tagBoundsSchema.describe('what the source can measure: a value outside it is marked'),
  limits: tagBoundsSchema.describe('engineering limits: where the value belongs in normal operation'),
  counter: z.strictObject(counterShape),
  storage: z.strictObject(storageShape),
});
export type TagSettings = z.infer<typeof tagSettingsSchema>;

/** What a source says of a tag itself (Sparkplug `engUnit`, `engLow`, `engHigh`). `unit` as it was written. */
export const tagSaidSchema = z.strictObject({ unit: z.string().nullable(), range: tagBoundsSchema });
export type TagSaid = z.infer<typeof tagSaidSchema>;

/** What a tag is, as everything that shows a value uses it: the settings, with what the source says in their gaps. */
export const tagFactsShape = {
  id: z.number().int().describe('stays the same whatever the tag is called'),
  path: z.string().describe('its place: site/area/line/equipment/tag'),
  sorted: z.boolean().describe('false while it stands in the unsorted branch'),
  addresses: z.array(z.string()).describe('where its signals come from'),
  derived: z.boolean().describe('worked out from other tags by the station itself'),
  kind: tagKindSchema,
  unit: z.string().nullable().describe('UCUM code'),
  name: z.strictObject({ ko: z.string().nullable(), en: z.string().nullable() }),
  range: z.strictObject(boundsShape),
  limits: z.strictObject(boundsShape),
  counter: z.strictObject(counterShape),
  storage: z.strictObject(storageShape),
  said: tagSaidSchema.nullable().describe('by the source itself'),
};
/** Where a value lies beyond the tag's range. */
export const rangeSideSchema = z.enum(['below', 'above']);
export type RangeSide = z.infer<typeof rangeSideSchema>;

/** A change of one tag: only what is named changes; null takes a setting back. */
export const tagPatchSchema = z
  .strictObject({
    path: tagPathSchema.max(400).normalize('NFC').describe('its new place; history and signals go along'),
    kind: tagKindSchema.nullable(),
    unit: unitCodeSchema,
    name: z.strictObject({ ko: nameSchema, en: nameSchema }).partial(),
    range: z.strictObject(boundsShape).partial().superRefine(inOrder),
    limits: z.strictObject(boundsShape).partial().superRefine(inOrder),
    counter: z.strictObject(counterShape).partial(),
    storage: z.strictObject(storageShape).partial(),
  })
  .partial();
export type TagPatch = z.infer<typeof tagPatchSchema>;

export const tagEditSchema = z.strictObject({ id: z.number().int(), patch: tagPatchSchema });
export type TagEdit = z.infer<typeof tagEditSchema>;
/** Several tags at once, e.g. a whole machine dragged to another line: all or none. */
export const tagEditsSchema = z.strictObject({ edits: z.array(tagEditSchema).min(1).max(20_000) });

/** One change as it was made, newest first in lists; `undone` when a later one took it back. */
export const tagChangeSchema = z.strictObject({
  id: z.number().int(),
  at: z.string(),
  by: z.string(),
  kind: z
    .enum(['edit', 'import', 'undo', 'derived', 'derivedEnded'])
    .describe('`derived`: worked out from others from then on, or in another way'),
  tags: z.number().int().describe('tags it changed'),
  moved: z.number().int().describe('of them, those that got another path'),
  first: z.string().describe('path of the first of them, before'),
  undone: z.boolean(),
});
export type TagChange = z.infer<typeof tagChangeSchema>;
export const tagChangePageSchema = pageOf(tagChangeSchema);

/** Where a tag of this or a former path is now. */
export const tagPlaceSchema = z.strictObject({ id: z.number().int(), path: z.string(), moved: z.boolean() });
export type TagPlace = z.infer<typeof tagPlaceSchema>;

/** What a storage policy would have kept of a tag's newest stored samples. */
export const storagePreviewSchema = z.strictObject({
  samples: z.number().int().describe('the newest that are stored'),
  kept: z.number().int().describe('of them, those that would have been stored'),
  from: z.string().nullable(),
  to: z.string().nullable(),
  largestDifference: z
    .number()
    .nullable()
    .describe('between a number that came and the one that would have stood for it'),
  thinned: z.boolean().describe('these samples are what a policy has left over already'),
});
export type StoragePreview = z.infer<typeof storagePreviewSchema>;

/** A list of tags from a spreadsheet, as text. */
export const tagSheetSchema = z.strictObject({ text: z.string().max(3_500_000) });
const sheetFaultSchema = z.strictObject({
  row: z.number().int().describe('as a spreadsheet counts: the heading is 1'),
  column: z.string(),
  message: z.string(),
  reason: reasonSchema.optional().describe('the same by code, where it has one'),
});
/** What a list of tags would change. Nothing is changed while it has a fault. */
export const sheetPreviewSchema = z.strictObject({
  rows: z.number().int(),
  changed: z.number().int(),
  moved: z.number().int(),
  faults: z.array(sheetFaultSchema).describe('the first 500'),
  faultCount: z.number().int(),
  changes: z
    .array(
      z.strictObject({
        row: z.number().int(),
        path: z.string(),
        newPath: z.string().nullable(),
        fields: z.array(
          z.strictObject({ column: z.string(), from: z.string().nullable(), to: z.string().nullable() }),
        ),
      }),
    )
    .describe('the first 500'),
});
export type SheetPreview = z.infer<typeof sheetPreviewSchema>;
