import { z } from 'zod';
import { instantSchema, severitySchema } from './common.ts';

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

export const tagZonesQuerySchema = z.strictObject({
  tag: z.string().max(400).normalize('NFC'),
  since: instantSchema
    .optional()
    .describe('also what versions said that were in force later than this; without it those of now'),
});
export type TagZonesQuery = z.infer<typeof tagZonesQuerySchema>;

/** What the rulesets that judge a machine by a tag say of the values it could have, everything else as it is. */
export const tagZonesSchema = z.strictObject({
  items: z.array(
    z.strictObject({
      rulesetId: z.string(),
      version: z.number().int(),
      from: z
        .string()
        .nullable()
        .describe('in force from then on; null: from `since` on, or from before what is known'),
      to: z.string().nullable().describe('null: in force now'),
      zones: z.array(verdictZoneSchema).describe('by rising value; a gap where the rules give no verdict'),
    }),
  ),
});
export type TagZones = z.infer<typeof tagZonesSchema>;
