import { deflateRawSync } from 'node:zlib';
import { Workbook } from '@cj-tech-master/excelts';
import { expect, it } from 'vitest';
import { readWorkbook, writeWorkbook } from './workbook.ts';

const sheetsOf = async (bytes: Uint8Array) => {
  const answer = await readWorkbook(bytes);
  return answer.kind === 'read' ? answer.sheets : answer;
};

it('reads what it has written, texts that look like formulas too', async () => {
  const rows = [
    ['temperature', 'verdict'],
    ['>= 80', '=HOT'],
    ['"불량"', 'a\nb'],
  ];
  expect(await sheetsOf(await writeWorkbook('규칙 [1]', rows))).toEqual([
    { name: expect.stringContaining('규칙'), rows },
  ]);
});

it('reads numbers, booleans, days, links and what formulas came to as texts', async () => {
  const book = new Workbook();
  book
    .addWorksheet('first')
    .addRow([
      0.5,
      true,
      new Date('2026-01-31T00:00:00Z'),
      new Date('2026-01-31T08:30:00Z'),
      { formula: 'A1*2', result: 1 },
      { richText: [{ text: '< ' }, { text: '5' }] },
      { text: 'HOT', hyperlink: 'https://plant.example' },
      { error: '#N/A' },
    ]);
  book.addWorksheet('second').addRow(['x']);
  const sheets = await sheetsOf(new Uint8Array(await book.xlsx.writeBuffer()));
  expect(sheets).toEqual([
    {
      name: 'first',
      rows: [['0.5', 'true', '2026-01-31', '2026-01-31T08:30', '1', '< 5', 'HOT', '#N/A']],
    },
    { name: 'second', rows: [['x']] },
  ]);
});

/** A ZIP file of one part that says it unpacks to so many bytes. */
function zipOf(name: string, size: number): Uint8Array {
  const part = deflateRawSync(Buffer.alloc(1_000));
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(8, 10);
  header.writeUInt32LE(part.length, 20);
  header.writeUInt32LE(size, 24);
  header.writeUInt16LE(name.length, 28);
  return Buffer.concat([Buffer.from('PK\u0003\u0004'), part, header, Buffer.from(name)]);
}

it('does not unpack what is far larger than any table, and refuses what is no workbook', async () => {
  expect(await readWorkbook(zipOf('xl/worksheets/sheet1.xml', 900_000_000))).toMatchObject({
    kind: 'refused',
    why: 'tooLarge',
  });
  await expect(readWorkbook(zipOf('a', 10))).rejects.toThrow(/\S/);
});
