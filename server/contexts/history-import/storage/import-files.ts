import { createReadStream, existsSync } from 'node:fs';
import { mkdir, open, readdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../../shared/contract/errors.ts';
import { headOf } from '../csv.ts';
import type { FileHead, FileWriter, ImportFiles } from '../ports.ts';

const HEAD_BYTES = 262_144;

/** Paths of one import's files. */
export function importPaths(folder: string, id: string) {
  const own = join(folder, id);
  return {
    folder: own,
    file: join(own, 'file.csv'),
    stage: join(own, 'stage.db'),
    errors: join(own, 'errors.csv'),
  };
}

/** Null where there is no such file: it may go at any moment, by a cancel or at the end of its import. */
async function bytesOf(file: string, offset: number, length: number) {
  const handle = await open(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (handle === null) return null;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset);
    const isEnd = offset + bytesRead >= (await handle.stat()).size;
    return { bytes: buffer.subarray(0, bytesRead), isEnd };
  } finally {
    await handle.close();
  }
}

async function createFile(file: string): Promise<FileWriter> {
  const handle = await open(file, 'wx', 0o600);
  return {
    async append(bytes, offset) {
      for (let done = 0; done < bytes.length;) {
        const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, offset + done);
        done += bytesWritten;
      }
    },
    async close() {
      await handle.sync();
      await handle.close();
    },
  };
}

/** A folder for each import below `folder`. */
export function createImportFiles(folder: string): ImportFiles {
  const paths = (id: string) => importPaths(folder, id);
  return {
    async create(id) {
      await mkdir(paths(id).folder, { recursive: true, mode: 0o700 });
      return createFile(paths(id).file);
    },
    async head(id, wish): Promise<FileHead> {
      const found = await bytesOf(paths(id).file, 0, HEAD_BYTES);
      if (found === null) throw new AppError('NOT_FOUND', 'the file of this import is gone');
      return headOf(found.bytes, found.isEnd, wish);
    },
    exists: async (id) => existsSync(paths(id).file),
    async free() {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    },
    errors: (id, offset, limit) => bytesOf(paths(id).errors, offset, limit),
    errorStream: (id) => (existsSync(paths(id).errors) ? createReadStream(paths(id).errors) : null),
    async removeData(id) {
      for (const file of [paths(id).file, paths(id).stage]) await rm(file, { force: true });
    },
    removeAll: (id) => rm(paths(id).folder, { recursive: true, force: true }),
    ids: () => readdir(folder).catch(() => []),
  };
}
