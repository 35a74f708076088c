import { describe, expect, it } from 'vitest';
import { bytesOf, hexDump, readableText } from './hex-dump.ts';

describe('hexDump', () => {
  it('shows offset, bytes and text', () => {
    const bytes = bytesOf(Buffer.from('{"v":1}\u0000한 and more than a line').toString('base64'));
    const lines = hexDump(bytes).split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toBe('0000  7b 22 76 22 3a 31 7d 00 ed 95 9c 20 61 6e 64 20  {"v":1}.... and ');
    expect(lines[1]).toMatch(/^0010 {2}6d 6f 72 65 /);
    expect(hexDump(new Uint8Array())).toBe('');
  });
});

describe('readableText', () => {
  it('reads Korean, marks wrong UTF-8 and control signs', () => {
    expect(readableText(bytesOf(Buffer.from('온도 96\u0001').toString('base64')))).toBe('온도 96·');
    expect(readableText(Uint8Array.from([0xff, 0x41]))).toBe('\uFFFDA');
  });
});
