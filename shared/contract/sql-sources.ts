import { z } from 'zod';
import {
  equipmentPathSchema,
  instantSchema,
  signalValueSchema,
  tagPathSchema,
  timeZoneSchema,
} from './common.ts';
import { sourceIdSchema } from './sources.ts';
import { reasonSchema } from './reasons.ts';
import { saying } from './own-words.ts';

export const SQL_SERVER_KINDS = ['postgres', 'mysql'] as const;
export const SQL_COLUMN_LIMIT = 500;

/** How a stored time is to be understood. `time`: as the column's own type or text says. */
export const SQL_TIME_FORMATS = ['time', 'epochSeconds', 'epochMilliseconds'] as const;
const columnSchema = z
  .string()
  .min(1)
  .max(128)
  .describe('name of a column of the query, as the server gives it');
export const sqlValueTypeSchema = z.enum(['number', 'boolean', 'text']);
export type SqlValueType = z.infer<typeof sqlValueTypeSchema>;

/** Where the database is. The password is not in it: it is only ever sent to the station, never by it. */
export const sqlConnectionSchema = z.strictObject({
  kind: z.enum(SQL_SERVER_KINDS).describe('mysql: MariaDB too'),
  host: z
    .string()
    .min(1)
    .max(255)
    .regex(/^[A-Za-z0-9._:-]+$/, saying('bareHost')),
  port: z.number().int().min(1).max(65_535),
  database: z.string().min(1).max(128),
  user: z.string().min(1).max(128),
  tls: z
    .strictObject({
      ca: z
        .string()
        .max(100_000)
        .refine((pem) => /-----BEGIN CERTIFICATE-----/.test(pem), saying('pem'))
        .nullable()
        .describe('PEM of the authority that signed the certificate; null: those this machine trusts'),
    })
    .nullable()
    .describe('null: without TLS; otherwise certificate and name are always checked'),
});
export type SqlConnection = z.infer<typeof sqlConnectionSchema>;

/** How a row becomes samples. */
export const sqlMappingSchema = z.strictObject({
  time: z.strictObject({
    column: columnSchema,
    format: z.enum(SQL_TIME_FORMATS),
    zone: timeZoneSchema,
    twice: z
      .enum(['first', 'second'])
      .describe('a local time that occurs twice as clocks were put back: which one is meant'),
  }),
  values: z.discriminatedUnion('shape', [
    z.strictObject({
      shape: z.literal('wide').describe('a column for each tag'),
      columns: z
        .array(
          z.strictObject({ column: columnSchema, tag: tagPathSchema.max(400), type: sqlValueTypeSchema }),
        )
        .min(1)
        .max(SQL_COLUMN_LIMIT),
    }),
    z.strictObject({
      shape: z.literal('long').describe('a row for each value'),
      tag: columnSchema,
      value: columnSchema,
      type: sqlValueTypeSchema,
      equipment: equipmentPathSchema.max(300).nullable().describe('put before names that are no whole path'),
    }),
  ]),
  quality: columnSchema.nullable().describe('column of codes or words (good, bad, …); null: all good'),
  watermark: z.strictObject({
    column: columnSchema.describe(
      'rows are read in the order of this column, from where the last reading ended',
    ),
    overlap: z
      .number()
      .int()
      .min(0)
      .max(7 * 86_400)
      .describe(
        'how far back each reading begins, for rows committed late: seconds, or numbers of a counter',
      ),
  }),
});
export type SqlMapping = z.infer<typeof sqlMappingSchema>;

export const sqlStartSchema = z.discriminatedUnion('from', [
  z.strictObject({ from: z.literal('now').describe('rows that come from now on, and the newest there is') }),
  z.strictObject({ from: z.literal('all') }),
  z.strictObject({
    from: z.literal('value'),
    value: z
      .string()
      .min(1)
      .max(64)
      .describe('first value of the watermark column to be read; a time as ISO 8601 with zone'),
  }),
]);
export type SqlStart = z.infer<typeof sqlStartSchema>;

/** A query that is polled. Its id is given by the station. */
export const sqlSourceSettingsSchema = z.strictObject({
  name: z.string().trim().min(1).max(80),
  connection: sqlConnectionSchema,
  query: z.string().trim().min(1).max(20_000).describe('one SELECT; it is read as a table, so any will do'),
  mapping: sqlMappingSchema,
  start: sqlStartSchema.describe('what the very first reading takes'),
  everySeconds: z.number().int().min(1).max(86_400),
  timeLimitSeconds: z
    .number()
    .int()
    .min(1)
    .max(600)
    .describe('of each statement, kept by the server and here'),
  rowsPerPoll: z
    .number()
    .int()
    .min(10)
    .max(1_000_000)
    .describe('rows read in one poll at most; what is left comes with the next one'),
});
export type SqlSourceSettings = z.infer<typeof sqlSourceSettingsSchema>;

const passwordSchema = z.string().max(1_000).describe('kept sealed, never given out');

export const addSqlSourceSchema = z.strictObject({
  settings: sqlSourceSettingsSchema,
  password: passwordSchema,
});
export const changeSqlSourceSchema = z.strictObject({
  id: sourceIdSchema,
  settings: sqlSourceSettingsSchema,
  password: passwordSchema
    .optional()
    .describe('without it the known one stays; needed again where server, database, user or TLS change'),
  restart: z.boolean().default(false).describe('begin again as `start` says, instead of where it was'),
});
export type ChangeSqlSource = z.infer<typeof changeSqlSourceSchema>;

const faultSchema = z.strictObject({
  code: z.string(),
  parameters: z.record(z.string(), z.union([z.string(), z.number()])),
});

const count = z.number().int();

export const sqlSourceSchema = z.strictObject({
  id: sourceIdSchema,
  settings: sqlSourceSettingsSchema,
  hasPassword: z.boolean(),
  reading: z.strictObject({
    watermark: z.string().nullable().describe('up to where it has been read; null: nothing yet'),
    isCatchingUp: z.boolean().describe('reading what was there before; history, judged by nobody'),
    rows: count.describe('rows taken since it was set up'),
    empty: count.describe('cells without a value: nothing is stored for them'),
    repeated: count.describe('rows read again on purpose and known, since the station started'),
    ahead: count.describe('rows whose watermark is ahead of the database clock: they wait for their time'),
    progress: z
      .strictObject({ done: count, total: count })
      .nullable()
      .describe('rows, while much is to be read'),
    lastPollAt: instantSchema.nullable(),
    lastPollMs: z.number().nullable(),
    lastPollRows: count,
    overruns: count.describe('polls that took longer than their interval, since the station started'),
    nextPollAt: instantSchema.nullable(),
    server: z.string().nullable().describe('product and version, once connected'),
    fault: faultSchema.nullable(),
  }),
});
export type SqlSource = z.infer<typeof sqlSourceSchema>;
export const sqlSourceListSchema = z.strictObject({ items: z.array(sqlSourceSchema) });
export const sqlSourceInputSchema = z.strictObject({ id: sourceIdSchema });

/** Tries a connection and a query, with a mapping or with one guessed. */
export const previewSqlSourceSchema = z.strictObject({
  id: sourceIdSchema.optional().describe('whose password is used where none is sent'),
  connection: sqlConnectionSchema,
  password: passwordSchema.optional(),
  query: z.string().trim().min(1).max(20_000),
  mapping: sqlMappingSchema.optional().describe('without it one is guessed'),
  timeLimitSeconds: z.number().int().min(1).max(600).default(10),
  attempt: z.uuid().optional().describe('names this test, so that it can be cancelled'),
});
export type PreviewSqlSource = z.infer<typeof previewSqlSourceSchema>;

export const cancelSqlPreviewSchema = z.strictObject({ attempt: z.uuid() });
/** False where no test of this name is under way. */
export const sqlPreviewCancelledSchema = z.strictObject({ cancelled: z.boolean() });

export const SQL_PREVIEW_ROWS = 20;

/** What a look at a database has found. `fault` where it went wrong; what was found before that is there too. */
export const sqlPreviewSchema = z.strictObject({
  fault: faultSchema.nullable(),
  server: z.string().nullable(),
  tookMs: z.number(),
  clockOffsetMs: z.number().nullable().describe('how far the database clock is ahead of the station'),
  mayWrite: z.array(z.string()).describe('what this login may change: it should be nothing'),
  columns: z.array(z.strictObject({ name: z.string(), type: z.string(), declared: z.string() })),
  rows: z.array(z.array(z.string().nullable())),
  mapping: sqlMappingSchema.nullable().describe('as sent, or as guessed; null where none can be'),
  doubts: z.array(
    z.enum([
      'noTime',
      'noValues',
      'noTagPath',
      'noWatermark',
      'localWatermark',
      'nullWatermark',
      'sameWatermark',
      'textWatermark',
      'plainConnection',
      'clockOffset',
    ]),
  ),
  samples: z.array(
    z.strictObject({
      row: count,
      path: z.string(),
      at: instantSchema,
      value: signalValueSchema,
      quality: count,
    }),
  ),
  faults: z.array(z.strictObject({ row: count, problem: z.string(), said: reasonSchema })),
});
export type SqlPreview = z.infer<typeof sqlPreviewSchema>;
export const sqlSourceRemovedSchema = z.strictObject({ removed: z.literal(true) });
