import { z } from 'zod';
import { localizedTextSchema } from './common.ts';
import { saying } from './own-words.ts';

/** What holds where more than one row does (DMN 1.5, 8.2.10; `priority`: the worst verdict, `collect`: the reasons of all of them). */
export const HIT_POLICIES = ['unique', 'first', 'any', 'priority', 'collect'] as const;
export type HitPolicy = (typeof HIT_POLICIES)[number];

export const COLUMN_TYPES = ['number', 'text', 'boolean', 'date-time'] as const;
export type ColumnType = (typeof COLUMN_TYPES)[number];

export const MOST_TABLE_COLUMNS = 24;
export const MOST_TABLE_ROWS = 1_000;
export const MOST_TABLE_OUTPUTS = 8;

/** What an output column writes. */
export const OUTPUT_TYPES = ['number', 'text', 'boolean'] as const;
export type OutputType = (typeof OUTPUT_TYPES)[number];

/** A cell as it is typed: see `shared/decision-table/cells.ts`. Empty or `-`: whatever the value is. */
const cellTextSchema = z.string().max(2_000);

const columnSchema = z.strictObject({
  expression: z.string().trim().min(1).max(200).describe('the name of an input, or an expression of inputs'),
  type: z.enum(COLUMN_TYPES),
  label: localizedTextSchema.optional(),
  allowed: cellTextSchema.optional().describe('a cell: what the value can be; nothing else is a gap'),
  utcOffset: z
    .string()
    .regex(/^[+-](0\d|1[0-4]):[0-5]\d$/, saying('utcOffset'))
    .optional()
    .describe('of the times in a date-time column that name none; +00:00 where it is left out'),
});
export type TableColumn = z.infer<typeof columnSchema>;

export const outputNameSchema = z
  .string()
  .regex(/^[A-Za-z_]\w{0,39}$/, saying('outputName'))
  .refine((name) => name !== '__proto__', saying('jsonName'))
  .describe('of the member of the result map');

const outputSchema = z.strictObject({
  name: outputNameSchema,
  type: z.enum(OUTPUT_TYPES),
  label: localizedTextSchema.optional(),
});
/** A column of further values that rows write into the result, beside verdict, confidence and reason. */
export type TableOutput = z.infer<typeof outputSchema>;

const outcomeMembers = {
  verdict: z.string().max(64),
  confidence: z.number().min(0).max(1).optional(),
  reason: localizedTextSchema.optional().describe('{name} stands for the value of an input or parameter'),
  outputs: z
    .array(cellTextSchema)
    .max(MOST_TABLE_OUTPUTS)
    .optional()
    .describe('one cell an output: see `shared/decision-table/outputs.ts`; empty or left out: not said'),
};

const rowSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[\p{L}\p{N}_.-]{1,40}$/u, saying('rowName'))
    .optional()
    .describe('of its condition in the trace; row-<number> where it is left out'),
  when: z.array(cellTextSchema).max(MOST_TABLE_COLUMNS).describe('one cell a column'),
  ...outcomeMembers,
});
export type TableRow = z.infer<typeof rowSchema>;

const outcomeSchema = z.strictObject(outcomeMembers);
/** What a row says of the inputs it holds for. */
export type TableOutcome = z.infer<typeof outcomeSchema>;

/** A decision table, from which the script of a ruleset is made. */
export const decisionTableSchema = z.strictObject({
  hitPolicy: z.enum(HIT_POLICIES),
  columns: z.array(columnSchema).min(1).max(MOST_TABLE_COLUMNS),
  outputs: z.array(outputSchema).max(MOST_TABLE_OUTPUTS).optional().describe('further values in the result'),
  rows: z.array(rowSchema).max(MOST_TABLE_ROWS),
  otherwise: outcomeSchema.optional().describe('where no row holds; without it that is a HOLD'),
});
export type DecisionTable = z.infer<typeof decisionTableSchema>;
