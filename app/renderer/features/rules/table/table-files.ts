import {
  readDelimited,
  separatorOf,
  writeDelimited,
  type Grid,
} from '../../../../../shared/decision-table/delimited.ts';
import type { NamedSheet } from '../../../../../shared/workbook/workbook.ts';
import { askWorkbook } from './workbook.ts';

const MOST_BYTES = 5_000_000;

export type ReadFile =
  | { readonly ok: true; readonly sheets: readonly NamedSheet[] }
  | {
      readonly ok: false;
      readonly why: 'tooLarge' | 'noWorkbook' | 'tooLong' | 'noText' | 'unclosed';
      readonly detail: string;
    };

/** UTF-8 and UTF-16 as their marks say; what is no UTF-8 is what Korean spreadsheets save. */
function textOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('euc-kr').decode(bytes);
  }
}

/** The sheets of a CSV or XLSX file as texts. */
export async function readTableFile(file: File): Promise<ReadFile> {
  if (file.size > MOST_BYTES) return { ok: false, why: 'tooLarge', detail: '' };
  const bytes = new Uint8Array(await file.arrayBuffer());
  // A ZIP file, whatever it is called.
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
    const answer = await askWorkbook({ kind: 'read', bytes });
    if (answer.kind === 'read') return { ok: true, sheets: answer.sheets };
    const refused = answer.kind === 'refused' ? answer : { why: 'noWorkbook' as const, detail: '' };
    return { ok: false, why: refused.why, detail: refused.detail ?? '' };
  }
  const text = textOf(bytes);
  if (text.includes('\0')) return { ok: false, why: 'noText', detail: '' };
  const { rows, unclosed } = readDelimited(text, separatorOf(text));
  if (unclosed !== undefined) return { ok: false, why: 'unclosed', detail: String(unclosed) };
  return { ok: true, sheets: [{ name: file.name, rows }] };
}

const TYPES = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;
export type TableFileKind = keyof typeof TYPES;

/** A table as a file of that kind; CSV begins with the mark by which spreadsheets know UTF-8. */
export async function tableFile(kind: TableFileKind, name: string, rows: Grid): Promise<Blob | null> {
  if (kind === 'csv') return new Blob([`\uFEFF${writeDelimited(rows, ',')}`], { type: TYPES.csv });
  const answer = await askWorkbook({ kind: 'write', name, rows });
  return answer.kind === 'written' ? new Blob([new Uint8Array(answer.bytes)], { type: TYPES.xlsx }) : null;
}
