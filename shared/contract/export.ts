import { z } from 'zod';
import { instantSchema } from './common.ts';
import { saying } from './own-words.ts';

export const exportFormatSchema = z.enum(['csv', 'jsonl']);
export type ExportFormat = z.infer<typeof exportFormatSchema>;

/** The media type of each form. */
export const EXPORT_TYPES = { csv: 'text/csv; charset=utf-8', jsonl: 'application/x-ndjson' } as const;

const patternSchema = z
  .string()
  .max(400)
  .normalize('NFC')
  .regex(/^[^/+#]+(\/[^/+#]+){4}$/, saying('tagPattern'));

/** Samples of one or several tags to be read as rows, oldest first, tag by tag in order of their paths. */
export const exportQuerySchema = z.strictObject({
  tag: z
    .union([patternSchema, z.array(patternSchema).min(1).max(100)])
    .describe('site/area/line/equipment/tag, * for any characters of a part; may be given several times'),
  from: instantSchema.optional().describe('default: the oldest sample'),
  to: instantSchema.optional().describe('default: everything stored when the export begins'),
  format: exportFormatSchema.default('csv'),
});
export type ExportQuery = z.infer<typeof exportQuerySchema>;

/** An export is read part by part; `cursor` of the one before asks for the next. */
export const exportPartQuerySchema = exportQuerySchema.extend({ cursor: z.string().max(3_000).optional() });
export type ExportPartQuery = z.infer<typeof exportPartQuerySchema>;

export const exportPartSchema = z.strictObject({
  text: z.string().describe('rows; the first part of a CSV begins with the header'),
  rows: z.number().int(),
  nextCursor: z.string().optional().describe('absent: this was the last part'),
});
export type ExportPart = z.infer<typeof exportPartSchema>;

/** One line of the JSON lines form. */
export const exportLineSchema = z.union([
  z.strictObject({
    tag: z.string(),
    at: z.string().describe('source time, UTC'),
    value: z.union([z.number(), z.boolean(), z.string(), z.null()]),
    quality: z.number().int(),
    seq: z.number().int().optional().describe('running number of the source, where it sent one'),
    gapMs: z.number().optional().describe('unusually long silence before this sample, milliseconds'),
  }),
  z.strictObject({
    tag: z.string(),
    at: z.string(),
    unreadableMs: z.number().describe('so long a part of the history from here on is damaged'),
  }),
]);
