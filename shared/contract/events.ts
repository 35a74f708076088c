import { z } from 'zod';
import { severitySchema, signalValueSchema } from './common.ts';

/**
 * Everything that can come on a window's one live subscription. Events carry ids and versions, never entities:
 * the window fetches what it needs through the authorised path.
 */
export const liveEventSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('judgment.executed'),
    id: z.string(),
    rulesetId: z.string(),
    equipment: z.string().optional(),
    verdict: z.string(),
    severity: severitySchema,
    at: z.string(),
  }),
  z.strictObject({ type: z.literal('judgment.feedback'), id: z.string() }),
  z.strictObject({ type: z.literal('ruleset.activated'), id: z.string(), version: z.number().int() }),
  /** With `revision` only its draft, saved as that one; 0: discarded. Without it versions, comments or activations. */
  z.strictObject({
    type: z.literal('ruleset.changed'),
    id: z.string(),
    revision: z.number().int().optional(),
  }),
  z.strictObject({ type: z.literal('ruleset.suspended'), id: z.string(), until: z.string() }),
  z.strictObject({ type: z.literal('ruleset.resumed'), id: z.string() }),
  z.strictObject({ type: z.literal('tag.discovered'), path: z.string() }),
  /** Names, units or places of tags: everything that shows a tag is old. */
  z.strictObject({ type: z.literal('tags.changed') }),
  z.strictObject({ type: z.literal('health.changed') }),
  z.strictObject({ type: z.literal('backups.changed') }),
  z.strictObject({ type: z.literal('demo.changed') }),
  z.strictObject({ type: z.literal('views.changed') }),
  z.strictObject({ type: z.literal('sources.changed') }),
  z.strictObject({ type: z.literal('annotations.changed') }),
  z.strictObject({ type: z.literal('import.changed'), id: z.string() }),
  z.strictObject({ type: z.literal('backtest.changed'), id: z.string() }),
  z.strictObject({ type: z.literal('topicMappings.changed'), version: z.number().int() }),
  /** The window fell behind and missed events: it must fetch everything it shows anew. */
  z.strictObject({ type: z.literal('refetch') }),
  z.strictObject({ type: z.literal('heartbeat'), at: z.string() }),
]);
export type LiveEvent = z.infer<typeof liveEventSchema>;
export type LiveEventType = LiveEvent['type'];

/**
 * Samples of the watched tags, at most 20 batches a second. Columns of equal length: `tag` indexes the
 * subscription's `tags`, `at` in epoch milliseconds. `batch` is to be acknowledged; with four unacknowledged
 * batches the server stops sending and sets `skipped` on the next one: the window refetches that span.
 */
export const sampleBatchSchema = z.strictObject({
  stream: z.string(),
  batch: z.number().int(),
  tag: z.array(z.number().int()),
  at: z.array(z.number()),
  value: z.array(signalValueSchema.nullable()),
  quality: z.array(z.number().int()),
  skipped: z.boolean(),
});
export type SampleBatch = z.infer<typeof sampleBatchSchema>;

export const watchSamplesSchema = z.strictObject({ tags: z.array(z.string().max(400)).min(1).max(200) });
export const acknowledgeBatchSchema = z.strictObject({ stream: z.string(), batch: z.number().int() });
