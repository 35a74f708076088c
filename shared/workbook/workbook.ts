import { Workbook, type CellValue } from '@cj-tech-master/excelts';

export interface NamedSheet {
  readonly name: string;
  readonly rows: readonly (readonly string[])[];
}

export type ReadWorkbook =
  | { readonly kind: 'read'; readonly sheets: readonly NamedSheet[] }
  | { readonly kind: 'refused'; readonly why: 'tooLarge' };

/** Unpacked; what is larger is no table of rules. */
const MOST_UNPACKED = 60_000_000;
const MOST_ROWS = 2_000;
const MOST_COLUMNS = 60;

const CENTRAL_ENTRY = 0x02014b50;

/** Sum of what the parts of a ZIP file say they unpack to (PKWARE APPNOTE 4.3.12). */
function unpackedBytes(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let sum = 0;
  for (let at = 0; at + 46 <= bytes.length; at += 1)
    if (bytes[at] === 0x50 && view.getUint32(at, true) === CENTRAL_ENTRY)
      sum += view.getUint32(at + 24, true);
  return sum;
}

/** A spreadsheet's days have no zone: they are what is read in the cell. */
function dateText(date: Date): string {
  const iso = date.toISOString();
  return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso.replace(/(:00)?\.\d+Z$/, '');
}

/** A cell as text; of a formula what it came to. */
function textOf(value: CellValue): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return dateText(value);
  if (typeof value !== 'object') return String(value);
  if ('result' in value) return textOf(value.result as CellValue);
  if ('richText' in value) return value.richText.map(({ text }) => text).join('');
  if ('error' in value) return String(value.error);
  return 'text' in value ? textOf(value.text as CellValue) : '';
}

/** The sheets of an XLSX file as texts. Throws where it is none. */
export async function readWorkbook(bytes: Uint8Array): Promise<ReadWorkbook> {
  if (unpackedBytes(bytes) > MOST_UNPACKED) return { kind: 'refused', why: 'tooLarge' };
  const book = new Workbook();
  await book.xlsx.load(bytes);
  const sheets = book.worksheets.map((sheet) => {
    const [height, width] = [Math.min(sheet.rowCount, MOST_ROWS), Math.min(sheet.columnCount, MOST_COLUMNS)];
    return {
      name: sheet.name,
      rows: Array.from({ length: height }, (_, row) =>
        Array.from({ length: width }, (__, column) =>
          textOf(sheet.getRow(row + 1).getCell(column + 1).value),
        ),
      ),
    };
  });
  return { kind: 'read', sheets };
}

/** Rows of texts as an XLSX file of one sheet. */
export async function writeWorkbook(name: string, rows: NamedSheet['rows']): Promise<Uint8Array> {
  const book = new Workbook();
  // Signs that a sheet's name may not have.
  const sheet = book.addWorksheet(name.replaceAll(/[\\/*?:[\]]/g, ' ').slice(0, 31));
  for (const row of rows) sheet.addRow([...row]);
  sheet.getRow(1).font = { bold: true };
  const buffer = await book.xlsx.writeBuffer();
  return new Uint8Array(buffer);
}
