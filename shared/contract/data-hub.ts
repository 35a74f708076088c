import { reasonSchema } from './reasons.ts';
import { z } from 'zod';
import { instantSchema, pageOf, pageQuerySchema, signalValueSchema } from './common.ts';
import { rangeSideSchema, tagFactsShape } from './tags.ts';

export const countersSchema = z.strictObject({
  received: z.number().int(),
  stored: z.number().int(),
  duplicate: z.number().int(),
  late: z.number().int(),
  unreadable: z.number().int(),
  filtered: z
    .number()
    .int()
    .describe("nothing new by the tag's storage policy: judged and shown, not stored"),
  gap: z.number().int(),
});
export type Counters = z.infer<typeof countersSchema>;

/** A value with its quality, source time and time of arrival. `value` is null where the source sent none. */
export const lastValueSchema = z.strictObject({
  value: signalValueSchema.nullable(),
  quality: z.number().int(),
  at: z.string(),
  receivedAt: z.string(),
  outOfRange: rangeSideSchema
    .optional()
    .describe('beyond what the source can measure; the value is as it came'),
});

export const tagSchema = z.strictObject({
  ...tagFactsShape,
  last: lastValueSchema.nullable(),
  counters: countersSchema,
});
export type Tag = z.infer<typeof tagSchema>;

export const tagListQuerySchema = pageQuerySchema.extend({
  search: z
    .string()
    .max(200)
    .normalize('NFC')
    .optional()
    .describe('parts of the path, the names or the unit, apart by spaces; ㅇㄷ finds 온도'),
  equipment: z.string().max(400).normalize('NFC').optional().describe('site/area/line/equipment'),
});
export type TagListQuery = z.infer<typeof tagListQuerySchema>;
export const tagPageSchema = pageOf(tagSchema).extend({
  total: z.number().int().describe('tags that were found, on all pages'),
});
/** Every tag in columns of equal length, by rising path: what a tree of all of them needs. */
export const tagNamesSchema = z.strictObject({
  id: z.array(z.number().int()),
  path: z.array(z.string()),
  ko: z.array(z.string().nullable()),
  en: z.array(z.string().nullable()),
  unit: z.array(z.string().nullable()),
});
export type TagNames = z.infer<typeof tagNamesSchema>;
export type TagPage = z.infer<typeof tagPageSchema>;

export const samplesQuerySchema = z.strictObject({
  from: instantSchema.optional().describe('default: one hour before `to`'),
  to: instantSchema.optional().describe('default: now'),
  points: z.coerce
    .number()
    .int()
    .min(10)
    .max(20_000)
    .default(2_000)
    .describe('thinned above this, extremes kept'),
});
export type SamplesQuery = z.infer<typeof samplesQuerySchema>;

export const sampleSchema = z.strictObject({
  at: z.string().describe('source time'),
  value: signalValueSchema.nullable(),
  quality: z.number().int(),
});
export type Sample = z.infer<typeof sampleSchema>;

export const samplesSchema = z.strictObject({
  path: z.string(),
  from: z.string(),
  to: z.string(),
  total: z.number().int().describe('samples stored in the window'),
  thinned: z.boolean(),
  items: z.array(sampleSchema).describe('oldest first'),
  gaps: z
    .array(z.strictObject({ from: z.string(), to: z.string() }))
    .describe('no data for long compared with the rest'),
  beginsAt: z
    .string()
    .optional()
    .describe('present where older samples of the window are no longer kept: what is kept begins here'),
  unreadable: z
    .array(z.strictObject({ from: z.string(), to: z.string() }))
    .optional()
    .describe('parts whose stored samples are damaged: what is answered is without them'),
});
export type Samples = z.infer<typeof samplesSchema>;

/** A number with the time at which it was. */
const extremeSchema = z.strictObject({ at: z.string(), value: z.number() });

/** Figures of the samples of a window, of good numbers and booleans where nothing else is said. */
export const statisticsSchema = z.strictObject({
  path: z.string(),
  from: z.string(),
  to: z.string(),
  count: z.number().int().describe('samples stored in the window, of any quality'),
  good: z.number().int(),
  low: extremeSchema.nullable(),
  high: extremeSchema.nullable(),
  mean: z.number().nullable(),
  timeWeightedMean: z.number().nullable().describe('each value weighed by how long it stood'),
  deviation: z.number().nullable().describe('standard deviation of the samples'),
  spanMs: z.number().describe('the window, up to now'),
  coveredMs: z.number().describe('so long a value stood, of any quality: the window without its silences'),
  badMs: z.number().describe('so long a value stood that was not good'),
  exact: z
    .boolean()
    .describe(
      'false where deviation, time-weighted mean and times are estimates, the rest being exact; and where a part is unreadable',
    ),
  unreadable: z
    .array(z.strictObject({ from: z.string(), to: z.string() }))
    .optional()
    .describe('parts whose stored samples are damaged: the figures are without them'),
});
export type Statistics = z.infer<typeof statisticsSchema>;
export const statisticsQuerySchema = z.strictObject({ from: instantSchema, to: instantSchema });
export type StatisticsQuery = z.infer<typeof statisticsQuerySchema>;

/** A payload that could not be read: kept for an engineer to look at. */
export const unreadableSchema = z.strictObject({
  id: z.number().int(),
  source: z.string().describe('id of the source it came from'),
  topic: z.string(),
  receivedAt: z.string(),
  reason: z.string(),
  said: reasonSchema
    .nullable()
    .describe('the reason by code; null for one that was kept before there were codes'),
  size: z.number().int().describe('bytes of the whole payload'),
  payloadBase64: z.string().describe('the first 4 KiB'),
});
export type Unreadable = z.infer<typeof unreadableSchema>;
export const unreadablePageSchema = pageOf(unreadableSchema);
export const unreadableQuerySchema = pageQuerySchema.extend({
  source: z.string().max(64).optional().describe('id of the source'),
});

/** Counters of one MQTT topic; a grouped topic feeds several tags. */
export const topicSchema = z.strictObject({
  topic: z.string(),
  source: z.string().describe('id of the source of its newest message'),
  counters: countersSchema,
  lastReceivedAt: z.string(),
});
export type Topic = z.infer<typeof topicSchema>;
export const topicPageSchema = pageOf(topicSchema);

export const brokerStateSchema = z.strictObject({
  url: z.string().describe('without user and password'),
  embedded: z.boolean(),
  state: z.enum(['connecting', 'connected', 'reconnecting', 'refused', 'paused', 'closed']),
  since: z.string(),
  lastError: z.string().optional(),
  protocol: z.enum(['3.1.1', '5']),
  sessionLost: z
    .strictObject({ count: z.number().int(), at: z.string() })
    .optional()
    .describe('how often the broker had forgotten the station, and with it what waited, and when last'),
});
export type BrokerState = z.infer<typeof brokerStateSchema>;

const axisScaleSchema = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('auto') }),
  z.strictObject({ mode: z.literal('fixed'), min: z.number(), max: z.number() }),
]);

/** How a pen of a saved chart is drawn, where that differs from the default (left axis, shown, colour by place). */
const penOptionsSchema = z.strictObject({
  path: z.string().max(400),
  axis: z.enum(['left', 'right', 'left2', 'right2', 'own']).optional().describe('without it by its unit'),
  hidden: z.boolean().optional(),
  color: z.number().int().min(0).max(1_000).optional(),
});

/** What a set of charts shows: pens by path, how they are drawn, axes, time span. */
export const savedViewSchema = z.strictObject({
  id: z.string().max(64),
  name: z.string().min(1).max(120),
  updatedAt: z.string(),
  charts: z
    .array(
      z.strictObject({
        pens: z.array(z.string().max(400)).max(60),
        spanSeconds: z.number().positive(),
        penOptions: z.array(penOptionsSchema).max(60).optional(),
        axes: z
          .strictObject({
            left: axisScaleSchema.optional(),
            right: axisScaleSchema.optional(),
            left2: axisScaleSchema.optional(),
            right2: axisScaleSchema.optional(),
          })
          .optional(),
        shiftsSeconds: z
          .array(z.number().positive())
          .max(3)
          .optional()
          .describe('laid under its pens: the same so much earlier'),
        limits: z.boolean().optional().describe('limits of the rules that read its tags'),
      }),
    )
    .max(12),
});
export type SavedView = z.infer<typeof savedViewSchema>;
export const savedViewInputSchema = savedViewSchema.omit({ updatedAt: true });

/** By whose wish samples went. */
const removalCauseSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('budget') }),
  z.strictObject({ kind: z.literal('default'), days: z.number() }),
  z.strictObject({ kind: z.literal('tag'), days: z.number() }),
  z.strictObject({ kind: z.literal('pattern'), days: z.number(), pattern: z.string() }),
]);
export type RemovalCause = z.infer<typeof removalCauseSchema>;

/** What went out of the history in one run by one policy. */
export const historyRemovalSchema = z.strictObject({
  at: z.string(),
  policy: z.string().describe('`budget`, or the rule with its days'),
  cause: removalCauseSchema.describe('the same in parts'),
  samples: z.number().int(),
  bytes: z.number().int(),
  from: z.string().describe('source time of the oldest sample that went'),
  to: z.string(),
});
export const historyRemovalPageSchema = pageOf(historyRemovalSchema);
export type HistoryRemoval = z.infer<typeof historyRemovalSchema>;
export type HistoryRemovalPage = z.infer<typeof historyRemovalPageSchema>;
