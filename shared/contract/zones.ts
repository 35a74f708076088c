import { z } from 'zod';
import { severitySchema } from './common.ts';

/** Values of a tag for which a ruleset gives one verdict. */
export const verdictZoneSchema = z.strictObject({
  from: z.number().nullable().describe('null: from the lowest'),
  to: z.number().nullable().describe('null: to the highest'),
  includesFrom: z.boolean(),
  includesTo: z.boolean(),
  verdict: z.string(),
  severity: severitySchema,
});
export type VerdictZone = z.infer<typeof verdictZoneSchema>;

/** What the rulesets that judge a machine by a tag say of the values it could have, everything else as it is. */
export const tagZonesSchema = z.strictObject({
  items: z.array(
    z.strictObject({
      rulesetId: z.string(),
      version: z.number().int(),
      zones: z.array(verdictZoneSchema).describe('by rising value; a gap where the rules give no verdict'),
    }),
  ),
});
export type TagZones = z.infer<typeof tagZonesSchema>;
