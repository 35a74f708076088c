import { ReasonError } from '../../../../shared/contract/errors.ts';
import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import type { FromStage, ToStage } from './stage-messages.ts';
import { importPaths } from './import-files.ts';
import { CancelledError, noRoom, readFile } from './read-file.ts';
import { StageReader } from './stage-file.ts';

const PROGRESS_EVERY_MS = 200;
const LESS_THAN_LIVE = 5;

if (parentPort === null) throw new Error('staging runs as a worker thread');
const port = parentPort;
let isCancelled = false;
let reader: StageReader | null = null;

// Linux has priorities of threads: what is live goes first. Elsewhere it would be that of the whole process.
if (process.platform === 'linux') setPriority(LESS_THAN_LIVE);

const tell = (message: FromStage) => port.postMessage(message);

function failed(error: unknown, leaveFree = 0): void {
  if (error instanceof CancelledError) return tell({ kind: 'cancelled' });
  const cause = error instanceof Error && 'code' in error ? String(error.code) : '';
  const isFull = cause === 'ENOSPC' || cause === 'SQLITE_FULL';
  const told = isFull ? noRoom(leaveFree) : error;
  if (told instanceof ReasonError) return tell({ kind: 'failed', code: told.code, reason: told.reason });
  tell({ kind: 'broke', message: error instanceof Error ? error.message : String(error) });
}

async function read({ order, folder }: Extract<ToStage, { kind: 'read' }>): Promise<void> {
  let toldAt = 0;
  const onBytes = (bytes: number) => {
    const now = performance.now();
    if (now - toldAt < PROGRESS_EVERY_MS) return;
    toldAt = now;
    tell({ kind: 'progress', bytes });
  };
  try {
    tell({ kind: 'read', file: await readFile(order, folder, { onBytes, isCancelled: () => isCancelled }) });
  } catch (error) {
    failed(error, order.leaveFree);
  }
}

function open(file: string): void {
  try {
    reader = new StageReader(file);
    tell({ kind: 'opened', tags: reader.tags });
  } catch {
    tell({ kind: 'opened', tags: null });
  }
}

port.on('message', (message: ToStage) => {
  if (message === 'close') {
    isCancelled = true;
    reader?.close();
    port.close();
  } else if (message.kind === 'cancel') isCancelled = true;
  else if (message.kind === 'read') void read(message);
  else if (message.kind === 'open') open(importPaths(message.folder, message.id).stage);
  else {
    try {
      tell({ kind: 'next', samples: reader?.next(message.after, message.limit) ?? [] });
    } catch (error) {
      failed(error);
    }
  }
});
