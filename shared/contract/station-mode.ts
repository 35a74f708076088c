import { z } from 'zod';
import { reasonSchema } from './reasons.ts';

/**
 * `normal`, or `safe`: the station is only looked at. Nothing is taken in, judged or changed but settings and backups; `reason` says why it is
 * so.
 */
export const stationModeSchema = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('normal') }),
  z.strictObject({ mode: z.literal('safe'), reason: reasonSchema }),
]);
export type StationMode = z.infer<typeof stationModeSchema>;

export const restartOrderSchema = z.strictObject({ mode: z.enum(['normal', 'safe']) });
