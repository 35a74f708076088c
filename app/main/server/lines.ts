import type { Readable } from 'node:stream';

/** A line longer than this is cut: a server gone mad must not fill the shell's memory. */
const LONGEST_LINE = 64 * 1024;

/** Calls `onLine` with every line of a text stream, the unfinished last one included when the stream ends. */
export function eachLine(stream: Readable, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = (lines.pop() ?? '').slice(0, LONGEST_LINE);
    for (const line of lines) onLine(line.slice(0, LONGEST_LINE));
  });
  stream.on('end', () => {
    if (rest !== '') onLine(rest);
  });
}
