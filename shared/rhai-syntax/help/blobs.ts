import type { HelpTable } from './types.ts';

/** Functions of bytes. */
export const BLOBS = {
  blob: {
    signatures: ['blob() → blob', 'blob(length) → blob', 'blob(length, byte) → blob'],
    en: 'Bytes: an empty or filled sequence, to take apart what a device sends.',
    ko: '바이트열. 장치가 보낸 값을 풀 때 씁니다.',
    example: 'blob(3, 7).to_array()',
    result: [7, 7, 7],
  },
  as_string: {
    signatures: ['blob.as_string() → text'],
    en: 'The bytes as text; they must be UTF-8.',
    ko: '바이트를 글자로. UTF-8이어야 합니다.',
    example: '"AB".to_blob().as_string()',
    result: 'AB',
  },
  parse_le_int: {
    signatures: ['blob.parse_le_int(range) → int', 'blob.parse_le_int(from, count) → int'],
    en: 'A whole number out of bytes, lowest byte first.',
    ko: '바이트에서 정수를 읽습니다(낮은 바이트부터).',
    example: 'blob(2, 1).parse_le_int(0..2)',
    result: 257,
  },
  parse_be_int: {
    signatures: ['blob.parse_be_int(range) → int', 'blob.parse_be_int(from, count) → int'],
    en: 'A whole number out of bytes, highest byte first.',
    ko: '바이트에서 정수를 읽습니다(높은 바이트부터).',
    example: 'let b = blob(8, 0); b[7] = 9; b.parse_be_int(0..8)',
    result: 9,
  },
  parse_le_float: {
    signatures: ['blob.parse_le_float(range) → float', 'blob.parse_le_float(from, count) → float'],
    en: 'A float out of eight bytes, lowest byte first.',
    ko: '8바이트에서 실수를 읽습니다(낮은 바이트부터).',
    example: 'let b = blob(8, 0); b.write_le(0..8, 1.5); b.parse_le_float(0..8)',
    result: 1.5,
  },
  parse_be_float: {
    signatures: ['blob.parse_be_float(range) → float', 'blob.parse_be_float(from, count) → float'],
    en: 'A float out of eight bytes, highest byte first.',
    ko: '8바이트에서 실수를 읽습니다(높은 바이트부터).',
    example: 'let b = blob(8, 0); b.write_be(0..8, 1.5); b.parse_be_float(0..8)',
    result: 1.5,
  },
  write_le: {
    signatures: ['blob.write_le(range, number)', 'blob.write_le(from, count, number)'],
    en: 'Writes a number into bytes, lowest byte first, in place.',
    ko: '수를 바이트에 씁니다(낮은 바이트부터).',
    example: 'let b = blob(2, 0); b.write_le(0..2, 258); b.to_array()',
    result: [2, 1],
  },
  write_be: {
    signatures: ['blob.write_be(range, number)', 'blob.write_be(from, count, number)'],
    en: 'Writes a number into bytes, highest byte first, in place.',
    ko: '수를 바이트에 씁니다(높은 바이트부터).',
    example: 'let b = blob(8, 0); b.write_be(0..8, 258); b.to_array()',
    result: [0, 0, 0, 0, 0, 0, 1, 2],
  },
  write_utf8: {
    signatures: ['blob.write_utf8(range, text)', 'blob.write_utf8(from, count, text)'],
    en: 'Writes a text into bytes as UTF-8, in place.',
    ko: '글자를 UTF-8로 바이트에 씁니다.',
    example: 'let b = blob(2, 0); b.write_utf8(0..2, "AB"); b.as_string()',
    result: 'AB',
  },
  write_ascii: {
    signatures: ['blob.write_ascii(range, text)', 'blob.write_ascii(from, count, text)'],
    en: 'Writes a text of plain letters into bytes, in place.',
    ko: '영문 글자를 바이트에 씁니다.',
    example: 'let b = blob(2, 0); b.write_ascii(0..2, "AB"); b.as_string()',
    result: 'AB',
  },
} satisfies HelpTable;
