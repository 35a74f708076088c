import { z } from 'zod';
import { localizedTextSchema } from './common.ts';
import { stationModeSchema } from './station-mode.ts';
import { brokerStateSchema, countersSchema } from './data-hub.ts';

/** One part of the station and what to do about it. */
export const healthPartSchema = z.strictObject({
  id: z.enum(['server', 'broker', 'sources', 'store', 'rules', 'disk', 'history', 'backups', 'demo-plant']),
  state: z.enum(['ok', 'degraded', 'down', 'absent']),
  summary: localizedTextSchema,
  action: localizedTextSchema.optional(),
  figures: z.record(z.string(), z.union([z.number(), z.string()])),
});
export type HealthPart = z.infer<typeof healthPartSchema>;

export const healthSchema = z.strictObject({
  at: z.string(),
  version: z.string(),
  role: z.enum(['station', 'plant']),
  startedAt: z.string(),
  ready: z.boolean(),
  // A station of an earlier version does not say.
  mode: stationModeSchema.default({ mode: 'normal' }),
  counters: countersSchema,
  broker: brokerStateSchema,
  parts: z.array(healthPartSchema),
});
export type Health = z.infer<typeof healthSchema>;
