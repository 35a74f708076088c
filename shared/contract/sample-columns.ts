import { z } from 'zod';
import { signalValueSchema } from './common.ts';
import { saying } from './own-words.ts';

/** Both ends included, epoch milliseconds. */
const spanSchema = z.strictObject({ from: z.number(), to: z.number() });

const BYTES_A_TIME = 8;
const BYTES_A_QUALITY = 2;

const bytesOf = (base64: string): number => (base64.length / 4) * 3 - (/=*$/.exec(base64)?.[0].length ?? 0);

/**
 * The samples of a window as columns of one length: what a window of the app draws thousands of. The same samples, thinned the
 * same way, as `Samples`, in a third of its size and without a text per sample to read.
 */
export const sampleColumnsSchema = z
  .strictObject({
    total: z.number().int().describe('samples stored in the window'),
    thinned: z.boolean(),
    times: z
      .base64()
      .describe('64-bit floats, little endian: source times, epoch milliseconds, oldest first'),
    values: z.base64().describe('64-bit floats, little endian; NaN where there is no number'),
    qualities: z.base64().describe('16-bit whole numbers, little endian'),
    others: z
      .array(signalValueSchema.nullable())
      .nullable()
      .describe('every value as it is, where one of them is text or boolean; else null'),
    before: z
      .strictObject({ at: z.number(), value: signalValueSchema.nullable(), quality: z.number().int() })
      .nullable()
      .optional()
      .describe('the last sample before the window, where its value still stands when it begins'),
    gaps: z.array(spanSchema).describe('no data for long compared with the rest'),
    beginsAt: z.number().nullable().describe('where what is kept begins, should that be inside the window'),
    unreadable: z.array(spanSchema).describe('parts whose stored samples are damaged'),
  })
  .refine(({ times, values, qualities, others }) => {
    const count = bytesOf(times) / BYTES_A_TIME;
    return (
      Number.isInteger(count) &&
      bytesOf(values) === count * BYTES_A_TIME &&
      bytesOf(qualities) === count * BYTES_A_QUALITY &&
      (others === null || others.length === count)
    );
  }, saying('columnLengths'));
export type SampleColumns = z.infer<typeof sampleColumnsSchema>;
