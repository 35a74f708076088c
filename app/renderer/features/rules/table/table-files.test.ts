import { expect, it } from 'vitest';
import iconv from 'iconv-lite';
import { readTableFile } from './table-files.ts';

const fileOf = (bytes: Uint8Array | string) => new File([bytes as BlobPart], 'rules.csv');
const rowsOf = async (bytes: Uint8Array | string) => {
  const read = await readTableFile(fileOf(bytes));
  return read.ok ? read.sheets[0]?.rows : `${read.why} ${read.detail}`.trim();
};
const ROWS = [
  ['온도', '판정'],
  ['< 5', '정상'],
];

it('reads CSV as spreadsheets save it, Korean ones too', async () => {
  const text = '온도;판정\r\n< 5;정상\r\n';
  expect(await rowsOf(text)).toEqual(ROWS);
  expect(await rowsOf(`\uFEFF${text}`)).toEqual(ROWS);
  expect(await rowsOf(iconv.encode(text, 'cp949'))).toEqual(ROWS);
  expect(await rowsOf(iconv.encode(text.replaceAll(';', '\t'), 'utf16le', { addBOM: true }))).toEqual(ROWS);
});

it('says what keeps a file from being read', async () => {
  expect(await rowsOf('a,b\n"1,2')).toBe('unclosed 2');
  expect(await rowsOf(new Uint8Array([1, 0, 2, 0]))).toBe('noText');
  expect(await rowsOf(new Uint8Array(5_000_001))).toBe('tooLarge');
});
