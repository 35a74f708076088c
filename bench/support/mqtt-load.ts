// Publishes numbered values to a broker, as many gateways would: `mqtt-load.ts URL COUNT PER_SECOND TAGS FIRST`.
// PER_SECOND 0 means as fast as it goes. Ends when the broker has acknowledged all; prints {sent, seconds}.
import mqtt from 'mqtt';

const [url = '', ...numbers] = process.argv.slice(2);
const [count = 0, perSecond = 0, tags = 1, first = 0] = numbers.map(Number);
const IN_FLIGHT = 2_000;
const TICK_MS = 10;

const client = await mqtt.connectAsync(url, { reconnectPeriod: 0 });
const startedAt = performance.now();
let sent = 0;
let acknowledged = 0;

function publishOne(): void {
  const number = first + sent;
  const payload = JSON.stringify({
    v: number % 1_000,
    t: Date.now(),
    q: 192,
    seq: Math.floor(number / tags),
  });
  sent += 1;
  client.publish(`aif/v1/bench/area/line/machine/tag-${number % tags}`, payload, { qos: 1 }, (error) => {
    if (error) throw error;
    acknowledged += 1;
  });
}

await new Promise<void>((resolve) => {
  const timer = setInterval(
    () => {
      const elapsed = (performance.now() - startedAt) / 1_000;
      const due = perSecond === 0 ? count : Math.min(count, Math.floor(elapsed * perSecond));
      while (sent < due && sent - acknowledged < IN_FLIGHT) publishOne();
      if (acknowledged < count) return;
      clearInterval(timer);
      resolve();
    },
    perSecond === 0 ? 0 : TICK_MS,
  );
});
process.stdout.write(`${JSON.stringify({ sent, seconds: (performance.now() - startedAt) / 1_000 })}\n`);
await client.endAsync();
