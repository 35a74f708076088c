import { parentPort, workerData } from 'node:worker_threads';
import { errorParts, openConnection, StatementCache } from './connection.ts';
import { passGate } from './gate.ts';
import type { ReadReply, ReadRequest } from './types.ts';

if (parentPort === null) throw new Error('the SQLite reader runs as a worker thread');
const port = parentPort;
const { file, gate } = workerData as { file: string; gate: Int32Array };
passGate(gate);
const database = openConnection(file, { readonly: true });
const cache = new StatementCache(database);

port.on('message', (request: ReadRequest | 'close') => {
  if (request === 'close') {
    database.close();
    port.close();
    return;
  }
  let reply: ReadReply;
  try {
    reply = { id: request.id, ok: true, rows: cache.get(request.sql).all(...request.parameters) };
  } catch (error) {
    reply = { id: request.id, ok: false, ...errorParts(error) };
  }
  port.postMessage(reply);
});
