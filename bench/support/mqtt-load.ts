// Publishes numbered values to a broker, as many gateways would: `mqtt-load.ts URL COUNT PER_SECOND TOPICS FIRST VALUES`.
// COUNT messages of VALUES values each, grouped where there are several, over so many topics. PER_SECOND 0 means as fast as
// it goes. Ends when the broker has acknowledged all; prints {sent, seconds}.
import mqtt from 'mqtt';

const [url = '', ...numbers] = process.argv.slice(2);
const [count = 0, perSecond = 0, topics = 1, first = 0, values = 1] = numbers.map(Number);
const IN_FLIGHT = 2_000;
const TICK_MS = 10;
const PREFIX = 'aif/v1/bench/area/line';

const client = await mqtt.connectAsync(url, { reconnectPeriod: 0 });
const startedAt = performance.now();
let sent = 0;
let acknowledged = 0;

/** A smooth signal of one decimal, a little different for each tag. */
const valueOf = (seq: number, tag: number) => Math.round((50 + 10 * Math.sin(seq / 90 + tag)) * 10) / 10;

function messageOf(number: number): readonly [topic: string, content: object] {
  const [place, seq] = [number % topics, Math.floor(number / topics)];
  const t = Date.now();
  if (values === 1) return [`${PREFIX}/machine/tag-${place}`, { v: valueOf(seq, place), t, q: 192, seq }];
  const named = Array.from({ length: values }, (_, tag) => [`tag-${tag}`, valueOf(seq, tag)] as const);
  return [`${PREFIX}/m${place}`, { t, seq, values: Object.fromEntries(named) }];
}

function publishOne(): void {
  const [topic, content] = messageOf(first + sent);
  sent += 1;
  client.publish(topic, JSON.stringify(content), { qos: 1 }, (error) => {
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
