import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../shared/contract/errors.ts';

/** A unix socket's path may be 107 bytes long on Linux and 103 on macOS. */
export const LONGEST_SOCKET_PATH = 103;

/**
 * Path of a unix socket beside the data, or of a named pipe on Windows. Where that would be too long, the socket lies
 * in a folder closed to others in this user's runtime folder or the temporary one. The same data folder always gives
 * the same path. Error `DATA_FOLDER_READ_ONLY` where somebody else has taken that folder's name.
 */
export function socketPathFor(dataFolder: string, name: string): string {
  const hash = createHash('sha256').update(dataFolder).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\aif-${name}-${hash}`;
  const beside = join(dataFolder, `${name}.sock`);
  if (Buffer.byteLength(beside) <= LONGEST_SOCKET_PATH) return beside;
  const place = join(process.env.XDG_RUNTIME_DIR ?? tmpdir(), `aif-${hash}`);
  mkdirSync(place, { recursive: true, mode: 0o700 });
  const found = lstatSync(place);
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o077) !== 0) {
    throw new AppError('DATA_FOLDER_READ_ONLY', `${place} belongs to somebody else; choose a shorter --data`);
  }
  return join(place, `${name}.sock`);
}
