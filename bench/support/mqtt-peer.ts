// What the station's ingest is compared with: `mqtt-peer.ts URL KIND COUNT FOLDER`. KIND `bare` only counts what
// mqtt.js delivers; `insert` writes each message with an INSERT of its own before it is acknowledged (WAL,
// synchronous NORMAL, as the station). COUNT 0 makes the session and ends. Prints {received, seconds}.
import { join } from 'node:path';
import Database from 'better-sqlite3';
import mqtt from 'mqtt';

const [url = '', kind = 'bare', counted = '0', folder = '.'] = process.argv.slice(2);
const count = Number(counted);

function createInsert(): (topic: string, payload: Uint8Array) => void {
  const database = new Database(join(folder, 'peer.db'));
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  database.exec(
    'CREATE TABLE IF NOT EXISTS sample (topic TEXT, at INTEGER, seq INTEGER, value REAL, quality INTEGER)',
  );
  const insert = database.prepare('INSERT INTO sample VALUES (?, ?, ?, ?, ?)');
  return (topic, payload) => {
    const { v, t, q, seq } = JSON.parse(Buffer.from(payload).toString()) as Record<string, number>;
    insert.run(topic, t, seq, v, q);
  };
}

const store = kind === 'insert' && count > 0 ? createInsert() : () => {};
const client = mqtt.connect(url, {
  clientId: `bench-${kind}`,
  protocolVersion: 5,
  clean: false,
  properties: { sessionExpiryInterval: 3_600, receiveMaximum: 2_000 },
});
let received = 0;
let startedAt = 0;
const all = new Promise<void>((resolve) => {
  client.handleMessage = (packet, callback) => {
    if (received === 0) startedAt = performance.now();
    store(packet.topic, packet.payload as Buffer);
    received += 1;
    callback();
    if (received >= count) resolve();
  };
});
await new Promise<void>((resolve) => client.once('connect', () => resolve()));
await client.subscribeAsync('aif/v1/#', { qos: 1 });
if (count > 0) {
  await all;
  process.stdout.write(`${JSON.stringify({ received, seconds: (performance.now() - startedAt) / 1_000 })}\n`);
}
await client.endAsync();
