// What the station's ingest is compared with: `mqtt-peer.ts URL KIND COUNT FOLDER WARM_UP`. KIND `bare` only counts what mqtt.js
// delivers; `insert` writes each message in a transaction of its own before it is acknowledged, into `peer.db` of the folder (see
// `message-rows.ts`). COUNT 0 makes the session and ends. Prints {received, seconds, cpuSeconds, stored, missing}: the seconds
// from the first WARM_UP messages on, on the clock and of the processor in all threads.
import { join } from 'node:path';
import mqtt from 'mqtt';
import { createMessageRows } from './message-rows.ts';

const [url = '', kind = 'bare', counted = '0', folder = '.', warmUp = '0'] = process.argv.slice(2);
const count = Number(counted);
const before = Math.max(Number(warmUp), 1);

const rows = kind === 'insert' && count > 0 ? createMessageRows(join(folder, 'peer.db')) : null;
const client = mqtt.connect(url, {
  clientId: `bench-${kind}`,
  protocolVersion: 5,
  clean: false,
  // mqtt.js takes an answer that stands behind a long row of messages for none.
  keepalive: 0,
  properties: { sessionExpiryInterval: 3_600, receiveMaximum: 2_000 },
});
let received = 0;
let startedAt = 0;
let cpu = process.cpuUsage();
const all = new Promise<void>((resolve) => {
  client.handleMessage = (packet, callback) => {
    // After a break the broker delivers again what it has no acknowledgement for.
    const isNew = rows?.take(packet.topic, packet.payload as Buffer) ?? true;
    if (!isNew) return callback();
    received += 1;
    if (received === before) {
      startedAt = performance.now();
      cpu = process.cpuUsage();
    }
    callback();
    if (received >= count) resolve();
  };
});
await new Promise<void>((resolve) => client.once('connect', () => resolve()));
await client.subscribeAsync('aif/v1/#', { qos: 1 });
if (count > 0) {
  await all;
  const seconds = (performance.now() - startedAt) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  const result = { received, seconds, cpuSeconds: (user + system) / 1e6, ...rows?.account() };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
await client.endAsync();
rows?.close();
