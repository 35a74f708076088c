import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** The last lines of a file, at most so many and of so many bytes in all. Errors are those of reading it. */
export function lastLinesOf(
  file: string,
  most: { readonly lines: number; readonly bytes: number },
): string[] {
  const handle = openSync(file, 'r');
  try {
    const { size } = fstatSync(handle);
    const from = Math.max(0, size - most.bytes);
    const bytes = Buffer.alloc(size - from);
    const read = readSync(handle, bytes, 0, bytes.length, from);
    const lines = bytes.subarray(0, read).toString('utf8').split('\n');
    // The first one may have begun before.
    if (from > 0) lines.shift();
    if (lines.at(-1) === '') lines.pop();
    return lines.slice(-most.lines);
  } finally {
    closeSync(handle);
  }
}
