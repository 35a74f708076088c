import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt, { type MqttClient } from 'mqtt';
import type { Counters, Samples, Tag } from '../../shared/contract/data-hub.ts';
import { metricOf } from './metrics.ts';
import { startMosquitto, type Mosquitto } from './mosquitto.ts';
import { rowsOfStation } from './stored-samples.ts';
import { startStationProcess, type GuardRemoval, type StationProcess } from './station-process.ts';

const WITHIN_MS = 60_000;

/** A real station process on a real Mosquitto, and a publisher beside it. */
export interface BrokerStation {
  readonly broker: Mosquitto;
  readonly publisher: MqttClient;
  readonly station: StationProcess;
  readonly folder: string;
  /** Kills the station and starts it again on its folder. */
  restart(): Promise<void>;
  counters(): Promise<Counters>;
  tag(path: string): Promise<Tag>;
  /** Straight from the station's database, with the table `sample` of `rowsOfStation`. */
  rows<T>(sql: string): T[];
  samples(path: string, from: number, to: number): Promise<Samples>;
  isConnected(): Promise<boolean>;
  /** Waits until a condition holds, at most a minute where nothing else is said; how long it took (ms). */
  until(condition: () => Promise<boolean>, withinMs?: number): Promise<number>;
  close(): Promise<void>;
}

export async function openBrokerStation(
  options: {
    readonly withoutGuards?: readonly GuardRemoval[];
    readonly protocol?: '3.1.1' | '5';
    /** Further settings of `config.json`. */
    readonly config?: Readonly<Record<string, unknown>>;
    /** Where the data folder is made; a temporary folder without it. */
    readonly disk?: string;
    /** Further lines of `mosquitto.conf`. */
    readonly broker?: readonly string[];
  } = {},
): Promise<BrokerStation> {
  const folder = mkdtempSync(join(options.disk ?? tmpdir(), 'aif-broker-station-'));
  const broker = await startMosquitto(options.broker === undefined ? {} : { config: options.broker });
  const config = {
    mqttUrl: broker.url,
    mqttProtocol: options.protocol ?? '5',
    logLevel: 'warn',
    ...options.config,
  };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  const { withoutGuards } = options;
  const start = () => startStationProcess({ data: folder, ...(withoutGuards ? { withoutGuards } : {}) });
  let station = await start();
  const publisher = await mqtt.connectAsync(broker.url, { reconnectPeriod: 50 });
  publisher.on('error', () => {});

  const get = async <T>(path: string): Promise<T> => (await station.call('GET', path)).body as T;
  const metrics = async () => String((await station.call('GET', '/metrics')).body);
  const opened: BrokerStation = {
    broker,
    publisher,
    get station() {
      return station;
    },
    async restart() {
      await station.kill();
      station = await start();
    },
    folder,
    async counters() {
      const found = { received: 0, stored: 0, duplicate: 0, late: 0, unreadable: 0, filtered: 0, gap: 0 };
      for (const [, name = '', count] of (await metrics()).matchAll(
        /^aif_signal_values\{outcome="(\w+)"\} (\d+)$/gm,
      ))
        if (name in found) found[name as keyof Counters] = Number(count);
      return found;
    },
    async tag(path) {
      const { items } = await get<{ items: Tag[] }>(
        `/api/v1/tags?search=${encodeURIComponent(path)}&limit=500`,
      );
      const tag = items.find((item) => item.path === path);
      if (tag === undefined) throw new Error(`no tag ${path}`);
      return tag;
    },
    rows: (sql) => rowsOfStation(join(folder, 'station.db'), sql),
    samples: (path, from, to) =>
      get(
        `/api/v1/tags/${encodeURIComponent(path)}/samples?points=20000&from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`,
      ),
    isConnected: async () => metricOf(await metrics(), 'aif_broker_connected') === 1,
    async until(condition, withinMs = WITHIN_MS) {
      const startedAt = Date.now();
      while (!(await condition())) {
        const waited = Date.now() - startedAt;
        if (waited > withinMs) throw new Error(`not within ${withinMs} ms; log: ${station.log()}`);
        await new Promise((resolve) => setTimeout(resolve, waited < 1_000 ? 20 : 50));
      }
      return Date.now() - startedAt;
    },
    async close() {
      await publisher.endAsync(true);
      await station.stop();
      await broker.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await opened.until(opened.isConnected);
  return opened;
}
