import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { errorParts, isOfDamage } from './connection.ts';
import { damaged } from './damage.ts';
import { passGate } from './gate.ts';
import type { FromWriter, WriteReply, WriteRequest } from './types.ts';
import { isOfDisk, WriterConnection } from './writer-connection.ts';

const GROUP_LIMIT = 256;
/** How long a commit is tried again where the disk fails, before whoever waits for it is told. */
const TRY_WITHIN_MS = 2_000;
const TRY_EVERY_MS = 100;

if (parentPort === null) throw new Error('the SQLite writer runs as a worker thread');
const port = parentPort;
const { file, gate } = workerData as { file: string; gate: Int32Array };
passGate(gate);
let connection: WriterConnection | null = new WriterConnection(file);
/** After an error of the disk, until what the log holds has been written anew. */
let isSound = true;

const tell = (message: FromWriter) => port.postMessage(message);
const pause = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

/** The connection; after an error of the disk another one, on a log that has been written anew. */
function soundConnection(): WriterConnection {
  if (isSound && connection !== null) return connection;
  const failed = connection;
  connection = null;
  failed?.close(false);
  connection = new WriterConnection(file);
  connection.mend();
  isSound = true;
  return connection;
}

/** Nothing of a group is acknowledged after an error of the disk; it is still in memory and committed again on sound ground. */
function runGroup(group: readonly WriteRequest[]): WriteReply['replies'] {
  const until = performance.now() + TRY_WITHIN_MS;
  for (;;) {
    try {
      return soundConnection().run(group);
    } catch (error) {
      const parts = errorParts(error);
      diskFailed(parts);
      if (performance.now() > until) return group.map(({ id }) => ({ id, ok: false as const, ...parts }));
      pause(TRY_EVERY_MS);
    }
  }
}

/** Damage ends the thread, and with it the station: the next start mends it. */
function diskFailed({ code, message }: { code: string; message: string }): void {
  if (isOfDamage(code)) throw damaged(file, `${code}: ${message}`);
  isSound = false;
  tell({ failing: `${code}: ${message}` });
}

function foldLog(): number | null {
  try {
    return connection?.fold() ?? null;
  } catch (error) {
    const parts = errorParts(error);
    if (!isOfDisk(parts.code)) throw error;
    diskFailed(parts);
    return null;
  }
}

port.on('message', (first: WriteRequest | 'close') => {
  const group: WriteRequest[] = [];
  let closing = first === 'close';
  if (first !== 'close') group.push(first);
  while (!closing && group.length < GROUP_LIMIT) {
    const next = receiveMessageOnPort(port) as { message: WriteRequest | 'close' } | undefined;
    if (next === undefined) break;
    if (next.message === 'close') closing = true;
    else group.push(next.message);
  }
  if (group.length > 0) {
    const start = performance.now();
    const replies = runGroup(group);
    tell({ replies, commitMs: performance.now() - start });
    const logBytes = isSound ? foldLog() : null;
    if (logBytes !== null) tell({ logBytes });
  }
  if (closing) {
    connection?.close(isSound);
    port.close();
  }
});
