import { reasonSchema } from './reasons.ts';
import { z } from 'zod';
import { equipmentPathSchema, pageOf, signalValueSchema, tagPathSchema, timeZoneSchema } from './common.ts';
import { saying } from './own-words.ts';

/** Largest file that is taken, bytes. Sent as a stream or in pieces, so it does not meet the limit of other bodies. */
export const IMPORT_FILE_LIMIT = 8 * 1_073_741_824;
/** A piece of a file as a window sends it. */
export const IMPORT_PIECE_BYTES = 524_288;
export const IMPORT_COLUMN_LIMIT = 2_000;

/** `cp949`: Korean Windows, with every syllable of modern Korean; EUC-KR is part of it. */
export const IMPORT_ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'cp949', 'windows-1252'] as const;
export const IMPORT_DELIMITERS = [',', ';', '\t', '|'] as const;
/** Order of day, month and year, or a number: epoch, or days of a spreadsheet (1900 system). */
export const IMPORT_TIME_FORMATS = [
  'ymd',
  'dmy',
  'mdy',
  'epochSeconds',
  'epochMilliseconds',
  'epochMicroseconds',
  'epochNanoseconds',
  'spreadsheet',
] as const;
const columnSchema = z
  .number()
  .int()
  .min(1)
  .max(IMPORT_COLUMN_LIMIT)
  .describe('number of the column, the first is 1');
const lineSchema = z.number().int().min(1).max(10_000);
const typeSchema = z.enum(['number', 'boolean', 'text']);

/** How a file is read: everything that is guessed, shown and may be changed. */
export const importOptionsSchema = z.strictObject({
  encoding: z.enum(IMPORT_ENCODINGS),
  delimiter: z.enum(IMPORT_DELIMITERS),
  header: z.boolean().describe('whether the first row holds names'),
  firstLine: lineSchema
    .optional()
    .describe('line of the file in which that first row is, where something else stands above it'),
  valuesFrom: lineSchema
    .optional()
    .describe(
      'line from which on rows hold values, where something else, e.g. units, stands below the header',
    ),
  decimal: z.enum(['.', ',']),
  thousands: z.enum(['', ',', '.', ' ', "'"]).describe('separator of thousands, empty for none'),
  time: z.strictObject({
    columns: z.array(columnSchema).min(1).max(2).describe('one, or date and time in two'),
    format: z.enum(IMPORT_TIME_FORMATS),
    zone: timeZoneSchema,
    twice: z
      .enum(['order', 'first', 'second'])
      .describe('a local time that occurs twice: by the order of rows, or always the first or second'),
    skipped: z
      .enum(['refuse', 'shift'])
      .describe('a local time that does not occur: a faulty row, or as if the clock had not been changed'),
    timeOfDayDigits: z
      .union([z.literal(4), z.literal(6)])
      .optional()
      .describe(
        'of times of day that stand beside the date as digits only, whose leading zeros may be missing: 4 for 0715, 6 for 071500',
      ),
  }),
  values: z.discriminatedUnion('shape', [
    z.strictObject({
      shape: z.literal('wide').describe('a column for each tag'),
      columns: z
        .array(
          z.strictObject({
            column: columnSchema,
            tag: tagPathSchema.max(400),
            type: typeSchema,
            unit: z
              .string()
              .min(1)
              .max(20)
              .optional()
              .describe('what follows the numbers of this column in the file, e.g. bar: left out'),
          }),
        )
        .min(1)
        .max(IMPORT_COLUMN_LIMIT),
    }),
    z.strictObject({
      shape: z.literal('long').describe('a row for each value'),
      tag: columnSchema,
      value: columnSchema,
      quality: columnSchema.optional(),
      equipment: equipmentPathSchema.max(300).optional().describe('put before names that are no whole path'),
    }),
  ]),
});
export type ImportOptions = z.infer<typeof importOptionsSchema>;

/** What is known of a file beforehand; the rest is guessed. */
export const importWishesSchema = importOptionsSchema
  .partial()
  .omit({ time: true })
  .extend({
    time: importOptionsSchema.shape.time.partial().optional(),
    tag: tagPathSchema.max(400).optional().describe('the one tag whose values the file holds'),
    valueColumn: columnSchema.optional().describe('where its values are'),
    equipment: equipmentPathSchema.max(300).optional().describe('machine whose tags the columns are'),
  });
export type ImportWishes = z.infer<typeof importWishesSchema>;

export const importFaultSchema = z.strictObject({
  row: z.number().int().describe('number of the row in the file, its header counted'),
  column: z.string().describe('number and name; empty where the whole row is meant'),
  problem: z.string(),
  said: reasonSchema.optional().describe('the problem by code'),
  text: z.string().describe('the row, its beginning'),
});
export type ImportFault = z.infer<typeof importFaultSchema>;

export const IMPORT_DOUBTS = [
  'dayOrMonth',
  'timeOfDay',
  'decimalOrThousands',
  'linesLeftOut',
  'numbersAsText',
  'noTime',
  'noValues',
  'noTagPath',
] as const;

/** A file as it would be stored: its first rows. */
export const importPreviewSchema = z.strictObject({
  options: importOptionsSchema,
  /** What could as well be meant otherwise. */
  doubts: z.array(z.enum(IMPORT_DOUBTS)),
  columns: z.array(
    z.strictObject({ column: z.number().int(), name: z.string(), examples: z.array(z.string()) }),
  ),
  items: z.array(
    z.strictObject({
      row: z.number().int(),
      path: z.string(),
      at: z.string(),
      value: signalValueSchema,
      quality: z.number().int(),
    }),
  ),
  faults: z.array(importFaultSchema),
});
export type ImportPreview = z.infer<typeof importPreviewSchema>;

const count = z.number().int();

/** Every row of a file is in these figures: see `rows` and `values`. */
export const importResultSchema = z.strictObject({
  rows: count.describe('rows below the header'),
  badRows: count.describe('rows with a fault; nothing of them is stored'),
  values: count.describe('values read = stored + duplicateInFile + alreadyThere'),
  empty: count.describe('cells without a value: nothing is stored for them'),
  stored: count,
  duplicateInFile: count.describe('same tag and time as an earlier row of the file: the first counts'),
  differingInFile: count.describe('those of them with another value than the first'),
  alreadyThere: count.describe('the station had a value of this tag and time'),
  tags: count,
  newTags: count,
  from: z.string().nullable(),
  to: z.string().nullable(),
  occurTwice: count.describe('local times that occur twice in the zone, clocks put back'),
  doNotOccur: count.describe('local times that do not occur in the zone, clocks put forward'),
  outOfOrder: count.describe('rows older than the row before them'),
});
export type ImportResult = z.infer<typeof importResultSchema>;

export const IMPORT_STATES = [
  'uploading',
  'ready',
  'waiting',
  'checking',
  'adding',
  'takingBack',
  'done',
  'undone',
  'refused',
  'cancelled',
  'failed',
] as const;

/** What became of values that had been added: by a cancel or a failure while they were, or by an undo afterwards. */
export const importTakenBackSchema = z.strictObject({
  at: z.string(),
  by: z.string(),
  end: z.enum(['undone', 'cancelled', 'failed']).describe('state of the import when all of them are gone'),
  removed: count.describe('values taken out of the history'),
  missing: count.describe(
    'values that were not there any more (retention), or lie in a damaged part of the history',
  ),
});
export type ImportTakenBack = z.infer<typeof importTakenBackSchema>;

/**
 * One file on its way into the history. `refused`: faulty rows and nothing added; it may be run again, without them
 * too. `checking` reads the whole file and adds nothing yet; `adding` and `takingBack` are finished by themselves, after a
 * restart too. `undone`: what it had added is gone again, and only that.
 */
export const importSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  size: z.number().int().describe('bytes'),
  state: z.enum(IMPORT_STATES),
  createdAt: z.string(),
  endedAt: z.string().nullable(),
  by: z.string(),
  /** Bytes while uploading and checking, values while adding and taking back. */
  progress: z.strictObject({ done: z.number(), total: z.number() }).nullable(),
  options: importOptionsSchema.nullable(),
  skipsBadRows: z.boolean(),
  result: importResultSchema.nullable(),
  /** Why it was refused or failed, or what it waits for now. */
  problem: z.string().nullable(),
  said: reasonSchema.nullable().default(null).describe('the problem by code, where it has one'),
  takenBack: importTakenBackSchema.nullable().default(null),
  /** Values that an undo would take back; null where there is nothing to undo. */
  undoable: count.nullable().default(null),
  /** The first faults; all of them are in the error file. */
  faults: z.array(importFaultSchema),
});
export type HistoryImport = z.infer<typeof importSchema>;
export const importPageSchema = pageOf(importSchema);

export const importIdSchema = z.uuid();
export const beginImportSchema = z.strictObject({
  name: z.string().min(1).max(255).describe('shown only; no path is read from it'),
  size: z.number().int().min(1, saying('emptyFile')).max(IMPORT_FILE_LIMIT).describe('bytes'),
});
export const importPieceSchema = z.strictObject({
  id: importIdSchema,
  offset: z.number().int().min(0),
  dataBase64: z.base64().max(Math.ceil(IMPORT_PIECE_BYTES / 3) * 4),
});
export const runImportSchema = importWishesSchema.extend({
  skipBadRows: z.boolean().default(false).describe('import without the rows that have a fault'),
});
export type RunImport = z.infer<typeof runImportSchema>;
export const importErrorsQuerySchema = z.strictObject({
  id: importIdSchema,
  offset: z.number().int().min(0).default(0).describe('bytes'),
});
export const importErrorFileSchema = z.strictObject({
  dataBase64: z.string().describe('a part of the CSV: row, column, problem, text; UTF-8'),
  nextOffset: z.number().int().nullable().describe('where the next part begins, bytes; null at the end'),
});
