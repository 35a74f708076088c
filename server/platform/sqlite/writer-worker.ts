import { statSync } from 'node:fs';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { BUSY_TIMEOUT_MS, errorParts, openConnection, StatementCache } from './connection.ts';
import { passGate } from './gate.ts';
import type { Durability, Statement, StatementResult, WriteReply, WriteRequest } from './types.ts';

const GROUP_LIMIT = 256;
/**
 * SQLite folds the log by itself as far as readers let it; a longer one is waited for, not for long: again when some time has
 * passed or, where much is written, when it has grown on.
 */
const LONG_LOG_BYTES = 32 * 1_048_576;
const FOLD_EVERY_BYTES = 4 * 1_048_576;
const FOLD_EVERY_MS = 1_000;
const FOLD_WITHIN_MS = 50;
/** On a busy machine short readers take longer than that; a log that has grown on is waited for with more patience, now and then. */
const VERY_LONG_LOG_BYTES = 44 * 1_048_576;
const PATIENT_WITHIN_MS = 500;
const PATIENT_EVERY_MS = 10_000;

if (parentPort === null) throw new Error('the SQLite writer runs as a worker thread');
const port = parentPort;
const { file, gate } = workerData as { file: string; gate: Int32Array };
passGate(gate);
const database = openConnection(file, { readonly: false });
const cache = new StatementCache(database);
let durability: Durability | null = null;

function runStatement(statement: Statement): StatementResult {
  if (statement.sql.startsWith('PRAGMA ')) {
    // Works step by step; a prepared statement without columns takes only the first.
    database.exec(statement.sql);
    return { changes: 0 };
  }
  const prepared = cache.get(statement.sql);
  if (statement.rows !== undefined) {
    const rowChanges = new Uint8Array(statement.rows.length);
    let changes = 0;
    statement.rows.forEach((row, index) => {
      const changed = prepared.run(...row).changes;
      rowChanges[index] = changed > 0 ? 1 : 0;
      changes += changed;
    });
    return { changes, rowChanges };
  }
  const parameters = statement.parameters ?? [];
  if (prepared.reader) {
    const rows = prepared.all(...parameters);
    return { changes: rows.length, rows };
  }
  return { changes: prepared.run(...parameters).changes };
}

function runRequest(request: WriteRequest): WriteReply['replies'][number] {
  database.exec('SAVEPOINT request');
  try {
    const results = request.statements.map(runStatement);
    database.exec('RELEASE request');
    return { id: request.id, ok: true, results };
  } catch (error) {
    // A full disk can end the whole transaction by itself; then there is no savepoint left to go back to.
    if (database.inTransaction) database.exec('ROLLBACK TO request; RELEASE request');
    return { id: request.id, ok: false, ...errorParts(error) };
  }
}

/** One commit for all requests that waited; a failed commit fails every one of them. */
function runGroup(group: readonly WriteRequest[]): WriteReply['replies'] {
  const wanted: Durability = group.some((request) => request.durability === 'full') ? 'full' : 'normal';
  try {
    if (wanted !== durability) {
      database.pragma(`synchronous = ${wanted === 'full' ? 'FULL' : 'NORMAL'}`);
      durability = wanted;
    }
    database.exec('BEGIN IMMEDIATE');
    const replies: WriteReply['replies'][number][] = [];
    for (const request of group) {
      replies.push(runRequest(request));
      if (!database.inTransaction) throw new Error('the transaction was ended by SQLite');
    }
    database.exec('COMMIT');
    return replies;
  } catch (error) {
    if (database.inTransaction) database.exec('ROLLBACK');
    const parts = errorParts(error);
    return group.map((request) => ({ id: request.id, ok: false as const, ...parts }));
  }
}

const logBytes = () => statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
/** When the last try ended, and what it left. */
let folded = { at: -Infinity, bytes: 0 };
let patientAt = -Infinity;

/**
 * Cuts a log that has become long, unless somebody still reads what is in it. A row of short readers, of which one always runs,
 * would else keep SQLite from ever beginning it anew. Returns its bytes.
 */
function foldLog(): number {
  const bytes = logBytes();
  const tooSoon = bytes - folded.bytes < FOLD_EVERY_BYTES && performance.now() - folded.at < FOLD_EVERY_MS;
  if (bytes <= LONG_LOG_BYTES || tooSoon) return bytes;
  const isPatient = bytes > VERY_LONG_LOG_BYTES && performance.now() - patientAt > PATIENT_EVERY_MS;
  if (isPatient) patientAt = performance.now();
  database.pragma(`busy_timeout = ${isPatient ? PATIENT_WITHIN_MS : FOLD_WITHIN_MS}`);
  try {
    database.pragma('wal_checkpoint(TRUNCATE)');
  } catch {
    // A disk that is full or fails is told by the next commit.
  }
  database.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  folded = { at: performance.now(), bytes: logBytes() };
  return folded.bytes;
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
    const commitMs = performance.now() - start;
    port.postMessage({ commitMs, replies, logBytes: foldLog() } satisfies WriteReply);
  }
  if (closing) {
    database.pragma('wal_checkpoint(TRUNCATE)');
    database.close();
    port.close();
  }
});
