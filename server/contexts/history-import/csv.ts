import { parse as parseStream, type Parser } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import iconv from 'iconv-lite';
import { ReasonError } from '../../../shared/contract/errors.ts';
import { IMPORT_DELIMITERS } from '../../../shared/contract/history-import.ts';
import { reason, type Reason } from '../../../shared/contract/reasons.ts';
import type { FileHead, FormWish } from './ports.ts';
import { guessDelimiter } from './domain/delimiter.ts';
import { guessEncoding } from './domain/encoding.ts';
import { SEPARATOR_LINE } from './domain/heading.ts';

/** A longer row is no row: most likely a quotation mark without its pair. */
const MAX_ROW_BYTES = 1_048_576;
const HEAD_ROWS = 200;

const FORM = {
  info: true,
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: true,
  // Spreadsheets write separators only for rows that were filled once.
  skip_records_with_empty_values: true,
  skip_records_with_error: true,
  max_record_size: MAX_ROW_BYTES,
} as const;

/**
 * Reads bytes as text, part by part; what is no character becomes U+FFFD. Not Node's own decoder for Korean: it knows the
 * 2,350 syllables of EUC-KR and silently gives other letters for the 8,822 that Windows writes beside them.
 */
export function textDecoder(encoding: FileHead['encoding']): {
  write(bytes: Uint8Array): string;
  end(): string;
} {
  if (encoding === 'cp949') {
    const decoder = iconv.getDecoder('cp949');
    return { write: (bytes) => decoder.write(Buffer.from(bytes)), end: () => decoder.end() ?? '' };
  }
  const decoder = new TextDecoder(encoding);
  return { write: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
}

/** One row of a file. `line`: that in which it ends. */
export interface CsvRow {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

/** First bytes of what people take for a CSV. */
const OTHER_FILES = [
  {
    code: 'fileIsWorkbook',
    marks: [
      [0x50, 0x4b, 0x03, 0x04],
      [0xd0, 0xcf, 0x11, 0xe0],
    ],
  },
  { code: 'fileIsPacked', marks: [[0x1f, 0x8b]] },
] as const;

/** Error `VALIDATION_FAILED` for a file that is no text. */
export function headOf(bytes: Uint8Array, isWhole: boolean, wish: FormWish): FileHead {
  const other = OTHER_FILES.find(({ marks }) =>
    marks.some((mark) => mark.every((byte, index) => bytes[index] === byte)),
  );
  if (other !== undefined) throw new ReasonError('VALIDATION_FAILED', reason(other.code));
  const encoding = wish.encoding ?? guessEncoding(bytes, () => textDecoder('cp949').write(bytes));
  const decoder = textDecoder(encoding);
  const text = decoder.write(bytes) + (isWhole ? decoder.end() : '');
  // What is cut off in the middle of a row says nothing of the file.
  const end = isWhole ? text.length : text.lastIndexOf('\n') + 1;
  const whole = end === 0 ? text : text.slice(0, end);
  const told = IMPORT_DELIMITERS.find((each) => each === SEPARATOR_LINE.exec(whole)?.[1]);
  const delimiter = wish.delimiter ?? told ?? guessDelimiter(whole.split(/\r?\n|\r/, HEAD_ROWS));
  const rows = parse(whole, { ...FORM, delimiter, to: HEAD_ROWS }) as unknown as CsvRow[];
  return { encoding, delimiter, rows: rows.map(({ record, info }) => ({ line: info.lines, cells: record })) };
}

interface SkipError {
  readonly code?: string;
  readonly lines?: number;
  readonly message?: string;
}

function reasonOf(error: SkipError | undefined): Reason {
  if (error?.code === 'CSV_QUOTE_NOT_CLOSED') return reason('csvQuoteOpen');
  if (error?.code === 'CSV_MAX_RECORD_SIZE') return reason('rowTooLong');
  return reason('noRow', { detail: error?.message ?? '' });
}

/** Takes text in, gives rows; `onSkipped` hears of rows that are no CSV. */
export function rowParser(
  delimiter: string,
  onSkipped: (row: { line: number; why: Reason; text: string }) => void,
): Parser {
  const parser = parseStream({ ...FORM, delimiter });
  parser.on('skip', (error: SkipError | undefined, raw?: string) =>
    onSkipped({ line: error?.lines ?? 0, why: reasonOf(error), text: raw ?? '' }),
  );
  return parser;
}
