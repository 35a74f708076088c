import { readFileSync } from 'node:fs';

/**
 * A text file in UTF-8, without the byte order mark that some editors put first. Errors: those of the file system, and a
 * `TypeError` where it is no UTF-8.
 */
export function readTextFile(path: string): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
}
