import { Worker } from 'node:worker_threads';
import { AppError } from '../../../shared/contract/errors.ts';
import { workerUrl } from '../entry-url.ts';
import type {
  ReadReply,
  ReadRequest,
  SqliteStore,
  SqlValue,
  Statement,
  StatementResult,
  WriteReply,
  WriteRequest,
} from './types.ts';

interface Waiting<T> {
  resolve(value: T): void;
  reject(error: Error): void;
}

const READERS = 2;

function storeError(code: string, message: string): AppError {
  if (code.startsWith('SQLITE_CONSTRAINT')) return new AppError('CONFLICT', message);
  const advice =
    code === 'SQLITE_FULL'
      ? 'the disk is full: free some space, the station goes on by itself'
      : code.startsWith('SQLITE_READONLY')
        ? 'the data folder cannot be written: check its permissions'
        : 'the local store failed: see the log and run "aif doctor"';
  return new AppError('STORE_UNAVAILABLE', `${advice} (${code}: ${message})`);
}

/**
 * Opens the station's store: one writer thread that commits waiting transactions together, and readers beside it.
 * The file must exist and be migrated (`migrate.ts`).
 */
export function openStore(file: string): SqliteStore {
  const writes = new Map<number, Waiting<StatementResult[]>>();
  const reads = new Map<number, Waiting<unknown[]>>();
  const failureListeners: ((error: Error) => void)[] = [];
  const counts = { transactions: 0, commits: 0, slowestCommitMs: 0 };
  let lastError: string | null = null;
  let nextId = 1;
  let closed = false;

  const fail = (error: Error) => {
    lastError = error.message;
    const wrapped = new AppError('STORE_UNAVAILABLE', `the local store stopped: ${error.message}`, [], error);
    for (const waiting of [...writes.values(), ...reads.values()]) waiting.reject(wrapped);
    writes.clear();
    reads.clear();
    if (!closed) for (const listener of failureListeners) listener(wrapped);
    closed = true;
  };

  const start = (name: 'sqlite/writer-worker' | 'sqlite/reader-worker') => {
    const worker = new Worker(workerUrl(name), { workerData: { file }, name });
    worker.on('error', fail);
    worker.on('exit', (code) => {
      if (!closed) fail(new Error(`${name} ended with code ${code}`));
    });
    return worker;
  };

  const writer = start('sqlite/writer-worker');
  writer.on('message', ({ replies, commitMs }: WriteReply) => {
    counts.commits += 1;
    counts.slowestCommitMs = Math.max(counts.slowestCommitMs, commitMs);
    for (const reply of replies) {
      const waiting = writes.get(reply.id);
      writes.delete(reply.id);
      if (reply.ok) {
        lastError = null;
        waiting?.resolve(reply.results);
      } else {
        lastError = reply.code.startsWith('SQLITE_CONSTRAINT')
          ? lastError
          : `${reply.code}: ${reply.message}`;
        waiting?.reject(storeError(reply.code, reply.message));
      }
    }
  });
  const readers = Array.from({ length: READERS }, () => {
    const reader = start('sqlite/reader-worker');
    reader.on('message', (reply: ReadReply) => {
      const waiting = reads.get(reply.id);
      reads.delete(reply.id);
      if (reply.ok) waiting?.resolve(reply.rows);
      else waiting?.reject(storeError(reply.code, reply.message));
    });
    return reader;
  });
  let nextReader = 0;

  const closedError = () => new AppError('STORE_UNAVAILABLE', lastError ?? 'the local store is closed');

  return {
    write(statements: readonly Statement[], { durability }) {
      if (closed) return Promise.reject(closedError());
      return new Promise((resolve, reject) => {
        const id = nextId++;
        counts.transactions += 1;
        writes.set(id, { resolve, reject });
        writer.postMessage({ id, statements, durability } satisfies WriteRequest);
      });
    },
    read<T>(sql: string, parameters: readonly SqlValue[] = []) {
      if (closed) return Promise.reject(closedError());
      return new Promise<T[]>((resolve, reject) => {
        const id = nextId++;
        reads.set(id, { resolve: resolve as (rows: unknown[]) => void, reject });
        nextReader = (nextReader + 1) % readers.length;
        readers[nextReader]?.postMessage({ id, sql, parameters } satisfies ReadRequest);
      });
    },
    stats: () => ({ ...counts, pendingWrites: writes.size, pendingReads: reads.size, lastError }),
    onFailure: (listener) => void failureListeners.push(listener),
    async close() {
      if (closed) return;
      closed = true;
      const ended = [writer, ...readers].map(
        (worker) => new Promise<void>((done) => worker.once('exit', () => done())),
      );
      // Readers first: the writer can then fold the log into the database file.
      for (const worker of [...readers, writer]) worker.postMessage('close');
      await Promise.all(ended);
      for (const waiting of reads.values()) waiting.reject(closedError());
      reads.clear();
    },
  };
}
