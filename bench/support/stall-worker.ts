// Holds the database's write lock for a while, again and again; told to stop, it says how often it did.
import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads';
import Database from 'better-sqlite3';

const { file, everyMs, forMs } = workerData as { file: string; everyMs: number; forMs: number };
const port = parentPort as MessagePort;
const database = new Database(file, { timeout: 5_000 });
const sleep = (milliseconds: number) =>
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
let stalls = 0;
while (receiveMessageOnPort(port) === undefined) {
  database.exec('BEGIN IMMEDIATE');
  sleep(forMs);
  database.exec('ROLLBACK');
  stalls += 1;
  sleep(everyMs - forMs);
}
database.close();
port.postMessage(stalls);
port.close();
