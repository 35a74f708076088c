import type { ImportOptions } from '../../../../shared/contract/history-import.ts';

type Encoding = ImportOptions['encoding'];

/** What stands where bytes are no character of the encoding. */
export const NO_CHARACTER = '\uFFFD';

const MARKS: readonly (readonly [Encoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];
/** Share of zero bytes in one half of the byte pairs from which on they are taken as UTF-16. */
const ZEROS = 0.3;

function isUtf8(head: Uint8Array): boolean {
  try {
    // As a stream: the head may end within a character.
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Which of the two byte orders of UTF-16 the zero bytes of Latin letters and digits speak for. */
function wideOrder(head: Uint8Array): Encoding | null {
  const zeros = [0, 0];
  for (let index = 0; index < head.length; index += 1)
    if (head[index] === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const share = (count = 0) => count / Math.max(1, head.length / 2);
  if (share(zeros[1]) > ZEROS) return 'utf-16le';
  return share(zeros[0]) > ZEROS ? 'utf-16be' : null;
}

/**
 * The encoding of a text by its first bytes: byte order mark, zero bytes, UTF-8 if it is, then Korean, then Latin.
 *
 * @param asKorean the bytes read as CP949
 */
export function guessEncoding(head: Uint8Array, asKorean: () => string): Encoding {
  const marked = MARKS.find(([, mark]) => mark.every((byte, index) => head[index] === byte));
  if (marked !== undefined) return marked[0];
  const wide = wideOrder(head);
  if (wide !== null) return wide;
  if (isUtf8(head)) return 'utf-8';
  // All but the last, which the end of the head may have cut.
  return asKorean().slice(0, -1).includes(NO_CHARACTER) ? 'windows-1252' : 'cp949';
}
