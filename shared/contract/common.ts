import { z } from 'zod';
import { saying } from './own-words.ts';

/** ISO 8601 instant in UTC with milliseconds, e.g. `2026-01-02T03:04:05.678Z`. */
export const instantSchema = z.iso.datetime({ offset: true }).describe('ISO 8601 time');
export type Instant = z.infer<typeof instantSchema>;

const isInOrder = ({ from, to }: { from?: string | undefined; to?: string | undefined }): boolean =>
  from === undefined || to === undefined || Date.parse(from) <= Date.parse(to);

/** A query with a period whose second end, where both are given, is not before the first. */
export const inOrder = <T extends z.ZodType<{ from?: string | undefined; to?: string | undefined }>>(
  schema: T,
): T => schema.refine(isInOrder, { ...saying('afterFrom'), path: ['to'] });

export const timeZoneSchema = z
  .string()
  .max(64)
  .refine((zone) => {
    try {
      return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
    } catch {
      return false;
    }
  }, saying('timezone'))
  .describe('IANA name of the zone of times without one');

/** Severities in rising order; the array's order is the order of comparison. */
export const SEVERITIES = ['normal', 'low', 'medium', 'high', 'critical'] as const;
export const severitySchema = z.enum(SEVERITIES);
export type Severity = z.infer<typeof severitySchema>;

/** One text in each of the product's languages. */
export const localizedTextSchema = z.strictObject({ ko: z.string(), en: z.string() });
export type LocalizedText = z.infer<typeof localizedTextSchema>;
export type Language = keyof LocalizedText;

/** A value a plant signal can have; `null` where a source said "no value". */
export const signalValueSchema = z.union([z.number(), z.boolean(), z.string()]);
export type SignalValue = z.infer<typeof signalValueSchema>;

/**
 * Signal quality as in Sparkplug B: 192 good, 500 stale, 0 bad; other codes are kept as they came. 64 (OPC
 * "uncertain") is ours for a sample whose source's clock is more than 5 min ahead of the station's, 4 (OPC "bad, configuration
 * error") for one that says it is in another unit than its tag.
 */
export const QUALITY = { bad: 0, otherUnit: 4, clockSuspect: 64, good: 192, stale: 500 } as const;

/** Keyset paging: newest first, `limit` at most 500. */
export const pageQuerySchema = z.strictObject({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number(saying('pageLimit')).int().min(1).max(500).default(100),
});

export function pageOf<T extends z.ZodType>(item: T) {
  return z.strictObject({ items: z.array(item), nextCursor: z.string().optional() });
}

/** `site/area/line/equipment`, the ISA-95 place of a machine. */
export const equipmentPathSchema = z.string().regex(/^[^/+#]+(\/[^/+#]+){3}$/, saying('equipmentPath'));
/** `site/area/line/equipment/tag`. */
export const tagPathSchema = z.string().regex(/^[^/+#]+(\/[^/+#]+){4}$/, saying('tagPath'));

/** Who did something. Until people log in (identity context) the station's own user is the only actor. */
export interface Actor {
  readonly id: string;
  readonly name: string;
}
