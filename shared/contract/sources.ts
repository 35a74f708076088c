import { z } from 'zod';
import {
  equipmentPathSchema,
  instantSchema,
  localizedTextSchema,
  pageOf,
  pageQuerySchema,
  signalValueSchema,
  tagPathSchema,
} from './common.ts';
import { countersSchema } from './data-hub.ts';
import { reasonSchema } from './reasons.ts';
import { saying } from './own-words.ts';

/** What a source is: how it is spoken with. */
export const SOURCE_KINDS = ['broker', 'sparkplug', 'http', 'csv', 'sql'] as const;
export const sourceKindSchema = z.enum(SOURCE_KINDS);
export type SourceKind = z.infer<typeof sourceKindSchema>;

/**
 * `connected`: what it sends comes in. `waiting`: ready, nothing has come yet or the next reading is due later.
 * `failing`: it cannot be reached or read, and is tried again. `paused`: by a person. `off`: not in use here.
 */
export const SOURCE_STATES = ['connected', 'waiting', 'failing', 'paused', 'off'] as const;
export const sourceStateSchema = z.enum(SOURCE_STATES);
export type SourceStateName = z.infer<typeof sourceStateSchema>;

export const sourceIdSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, saying('sourceId'));

export const sourceCountersSchema = countersSchema.extend({
  refused: z
    .number()
    .int()
    .describe('values turned away by a limit; the sender was told, they are in no other counter'),
});
export type SourceCounters = z.infer<typeof sourceCountersSchema>;

/** So many tags, and as many topics, a source may make: less than the station can have, so that others find room. */
export const DEFAULT_NAMES = 16_000;

export const sourceLimitsSchema = z.strictObject({
  perSecond: z
    .number()
    .min(1)
    .max(1_000_000)
    .nullable()
    .describe('messages (HTTP: lines) taken each second; null: no limit'),
  keptUnreadable: z.number().int().min(10).max(100_000).describe('unreadable payloads kept, the newest'),
  names: z
    .number()
    .int()
    .min(10)
    .max(20_000)
    .default(DEFAULT_NAMES)
    .describe('tags it may make, and as many topics; values of further tags are counted as unreadable'),
});
export type SourceLimits = z.infer<typeof sourceLimitsSchema>;
export const DEFAULT_SOURCE_LIMITS: SourceLimits = {
  perSecond: null,
  keptUnreadable: 1_000,
  names: DEFAULT_NAMES,
};

/** What is wrong with a source, where pages have a text for it: `sources:fault.<code>` with these parameters. */
export const sourceFaultSchema = z.strictObject({
  code: z.string(),
  parameters: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type SourceFault = z.infer<typeof sourceFaultSchema>;

export const sourceSchema = z.strictObject({
  id: sourceIdSchema,
  kind: sourceKindSchema,
  name: localizedTextSchema,
  address: z.string().nullable().describe('where it is reached, without user and password'),
  state: sourceStateSchema,
  since: instantSchema.describe('since when in this state'),
  paused: z.strictObject({ at: instantSchema, by: z.string() }).nullable(),
  pauseMeans: localizedTextSchema
    .nullable()
    .describe('what becomes of what it sends while it is paused; null: no pausing'),
  canTest: z.boolean(),
  lastError: z
    .strictObject({ at: instantSchema, text: z.string(), fault: sourceFaultSchema.optional() })
    .nullable(),
  lastReceivedAt: instantSchema.nullable(),
  counters: sourceCountersSchema,
  waiting: z.number().int().describe('messages taken in and not yet committed'),
  rates: z
    .array(z.number())
    .describe('values received each second, of the last five minutes in steps of five seconds, oldest first'),
  limits: sourceLimitsSchema,
  names: z.strictObject({
    tags: z.number().int().describe('made by it'),
    topics: z.number().int().describe('known of it'),
    refused: z
      .number()
      .int()
      .describe('values since the start whose tag it might not make: it has made as many as it may'),
    refusedAt: instantSchema.nullable().describe('when the last of them came'),
  }),
  limitedSince: instantSchema.nullable().describe('since when its limit of messages holds some back'),
  behindSince: instantSchema
    .nullable()
    .describe('since when it waits because judgments and derived tags do not keep up with it'),
});
export type Source = z.infer<typeof sourceSchema>;
export const sourceListSchema = z.strictObject({ items: z.array(sourceSchema) });

/** What a test of a source has found; it really connects and reads. */
export const sourceTestSchema = z.strictObject({
  ok: z.boolean(),
  at: instantSchema,
  tookMs: z.number(),
  summary: localizedTextSchema,
  fault: sourceFaultSchema.optional().describe('why it does not work, where there is a code for it'),
  samples: z.array(z.string()).max(10).describe('a few of the topics, rows or lines it saw'),
});
export type SourceTest = z.infer<typeof sourceTestSchema>;

export const SOURCE_ACTIONS = [
  'added',
  'changed',
  'removed',
  'paused',
  'resumed',
  'limits',
  'tested',
  'mappings',
  'imported',
  'importUndone',
  'importCancelled',
  'importFailed',
] as const;

/** Who did what to a source, and when. Never changed afterwards. */
export const sourceChangeSchema = z.strictObject({
  id: z.number().int(),
  source: sourceIdSchema,
  at: instantSchema,
  by: z.string(),
  action: z.enum(SOURCE_ACTIONS),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type SourceChange = z.infer<typeof sourceChangeSchema>;
export const sourceChangePageSchema = pageOf(sourceChangeSchema);

export const sourceInputSchema = z.strictObject({ id: sourceIdSchema });
export const sourceLimitsInputSchema = z.strictObject({ id: sourceIdSchema, limits: sourceLimitsSchema });
export const sourceChangesQuerySchema = pageQuerySchema.extend({ id: sourceIdSchema.optional() });

/** A Sparkplug edge node as the host application knows it. */
export const edgeNodeSchema = z.strictObject({
  group: z.string(),
  node: z.string(),
  status: z.enum(['online', 'awaited', 'offline']),
  since: instantSchema.nullable().describe('since when so; null where it was so before the station started'),
  bdSeq: z.number().int().nullable().describe('number of its session, as its newest birth said it'),
  missing: z.number().int().describe('messages of its sequence that are missing now'),
  metrics: z.number().int().describe('tags it gives values to, its devices included'),
  devices: z.array(
    z.strictObject({
      name: z.string(),
      status: z.enum(['online', 'awaited', 'offline']),
      metrics: z.number().int(),
    }),
  ),
  asked: z
    .strictObject({ count: z.number().int(), at: instantSchema, reason: z.string(), said: reasonSchema })
    .nullable()
    .describe('births asked for since the start: how often, when last, and why'),
});
export type EdgeNode = z.infer<typeof edgeNodeSchema>;
export const edgeNodeListSchema = z.strictObject({ items: z.array(edgeNodeSchema) });

/** Body of `POST /ingest`, bytes. */
export const INGEST_BODY_LIMIT = 5 * 1_048_576;

export const idempotencyKeySchema = z.string().regex(/^[\x21-\x7e]{1,200}$/, saying('visibleAscii'));

const lineStamp = {
  t: z
    .union([z.iso.datetime({ offset: true }), z.number()])
    .nullish()
    .describe('source time: ISO 8601 with a zone, or epoch milliseconds; without it the time of arrival'),
  q: z
    .number()
    .int()
    .min(0)
    .nullish()
    .describe('quality: 192 good, 0 bad, 500 stale; without it good, of null bad'),
  seq: z.number().int().min(0).nullish().describe('running number of the source'),
};
const lineValue = signalValueSchema.nullable().describe('null: no value');

const lineUnit = z
  .string()
  .max(32)
  .describe('a UCUM code (Cel, mm/s) or a usual way of writing one (°C); what is no unit says nothing');

/** A line of a batch, for who writes one. The hub reads lines by itself, so that one that is wrong does not spoil the others. */
export const ingestLineSchema = z.union([
  z.strictObject({ tag: tagPathSchema, v: lineValue, ...lineStamp, u: lineUnit.nullish() }),
  z.strictObject({
    equipment: equipmentPathSchema,
    values: z.record(z.string(), lineValue).describe('by name of the tag'),
    ...lineStamp,
    units: z.record(z.string(), lineUnit.nullable()).nullish().describe('by name of the tag'),
  }),
]);

/** What became of a batch, in values; a line of which nothing can be read counts as one. */
export const ingestAnswerSchema = countersSchema.omit({ gap: true }).extend({
  errors: z
    .array(z.strictObject({ line: z.number().int(), reason: z.string() }))
    .describe('lines that could not be taken, or not wholly, from 1; the first 100'),
});
export type IngestAnswer = z.infer<typeof ingestAnswerSchema>;
