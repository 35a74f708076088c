import { parseArgs } from 'node:util';
import type { IClientOptions } from 'mqtt';
import pino from 'pino';
import { runDemoPlant } from '../demo-plant/demo-plant.ts';
import { createClient } from '../platform/mqtt/client.ts';

const USAGE = `The demo plant: a simulated plant that speaks MQTT.

  demo-plant (--broker URL | --socket PATH) [--site demo] [--seed 1] [--speed 1] [--sparkplug GROUP/NODE]
             [--until-stdin-closes]

  --broker URL           mqtt://host:port, mqtts://…
  --socket PATH          unix socket or named pipe of a broker
  --site NAME            first part of every tag path
  --seed N               whole number; the same seed gives the same plant
  --speed N              plant seconds per second, 1 to 600
  --sparkplug GROUP/NODE publish as this edge node of Sparkplug B instead of the own forms
  --until-stdin-closes   end with the process that started it, however that one ends
`;

function fail(problem: string): never {
  process.stderr.write(`${problem}\n\n${USAGE}`);
  process.exit(2);
}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        broker: { type: 'string' },
        socket: { type: 'string' },
        site: { type: 'string', default: 'demo' },
        seed: { type: 'string', default: '1' },
        speed: { type: 'string', default: '1' },
        sparkplug: { type: 'string' },
        'until-stdin-closes': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

/** A way to the broker, over TCP by URL or over a local socket. */
function connector(broker: string | undefined, socket: string | undefined) {
  if ((broker === undefined) === (socket === undefined) || (broker !== undefined && !URL.canParse(broker)))
    return fail('give either --broker URL or --socket PATH');
  const address = { url: broker ?? null, socket: socket ?? null };
  const common: IClientOptions = { reconnectPeriod: 1_000, connectTimeout: 5_000, clean: true };
  return (options: IClientOptions) => createClient(address, { ...common, ...options });
}

/** `AIF_LOG_LEVEL`, where it is one of pino's. */
function logLevel(): string {
  const wanted = process.env.AIF_LOG_LEVEL ?? '';
  return Object.hasOwn(pino.levels.values, wanted) ? wanted : 'info';
}

const values = readArguments();
if (values.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}
const seed = Number(values.seed);
const speed = Number(values.speed);
if (!Number.isSafeInteger(seed)) fail('--seed must be a whole number');
if (!(speed >= 1 && speed <= 600)) fail('--speed must be between 1 and 600');
if (!/^[^/+#]+$/.test(values.site)) fail('--site must not hold / + #');

const [group, node, ...tooMuch] = values.sparkplug?.split('/') ?? [];
const isEdgeNode = values.sparkplug !== undefined;
if (isEdgeNode && (!group || !node || tooMuch.length > 0 || /[+#]/.test(values.sparkplug ?? '')))
  fail('--sparkplug is GROUP/NODE, e.g. plant/line-1');

const ending = new AbortController();
const end = (): void => ending.abort();
process.once('SIGTERM', end);
process.once('SIGINT', end);
if (values['until-stdin-closes']) {
  process.stdin.on('end', end).on('error', end).resume();
}

await runDemoPlant({
  connect: connector(values.broker, values.socket),
  seed,
  speed,
  siteName: values.site,
  ...(group !== undefined && node !== undefined ? { sparkplug: { group, node } } : {}),
  utcOffsetMinutes: -new Date().getTimezoneOffset(),
  signal: ending.signal,
  log: pino({ name: 'demo-plant', level: logLevel() }, pino.destination(2)),
});
process.exit(0);
