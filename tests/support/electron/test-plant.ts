import type { MqttClient } from 'mqtt';
import type { Judgment } from '../../../shared/contract/judgment.ts';
import { connectToEmbeddedBroker } from '../station-clients.ts';
import { askStation, type AppFolders } from './launch.ts';

type Value = number | boolean | string;

/** A plant that sends only what the test lets it send, to the embedded broker of an app without the demo plant. */
export class TestPlant {
  /** A line (`site/area/line`) that no other test has. */
  readonly line: string;
  readonly #folders: AppFolders;
  readonly #client: MqttClient;

  private constructor(folders: AppFolders, client: MqttClient, line: string) {
    this.line = line;
    this.#folders = folders;
    this.#client = client;
  }

  static async connect(folders: AppFolders, line: string): Promise<TestPlant> {
    return new TestPlant(folders, await connectToEmbeddedBroker(folders.data), line);
  }

  /** Values of one machine (`site/area/line/equipment`), all measured `agoSeconds` before now. */
  async measure(machine: string, agoSeconds: number, values: Readonly<Record<string, Value>>): Promise<void> {
    await this.#publish(machine, { t: Date.now() - agoSeconds * 1_000, values });
  }

  /** One value of a tag with a quality of its own. */
  async send(tag: string, value: Value, { agoSeconds = 0, quality = 192 } = {}): Promise<void> {
    await this.#publish(tag, { v: value, t: Date.now() - agoSeconds * 1_000, q: quality });
  }

  /** Values of a tag with their source times, epoch milliseconds, oldest first. */
  async sendSeries(tag: string, samples: readonly (readonly [at: number, value: number])[]): Promise<void> {
    await this.#publish(
      tag,
      samples.map(([t, v]) => ({ v, t })),
    );
  }

  /** Values of a tag, one for each of the last seconds. */
  async sendSeconds(tag: string, seconds: number, valueAt: (index: number) => number): Promise<void> {
    const start = Math.floor(Date.now() / 1_000) * 1_000 - seconds * 1_000;
    await this.sendSeries(
      tag,
      Array.from({ length: seconds }, (_, index) => [start + index * 1_000, valueAt(index)] as const),
    );
  }

  /** What the station has stored, newest first. */
  async judgments(query = ''): Promise<readonly Judgment[]> {
    const page = await askStation<{ items: Judgment[] }>(
      this.#folders,
      `/api/v1/judgments?limit=500&${query}`,
    );
    return page.items;
  }

  judgment(id: string): Promise<Judgment> {
    return askStation<Judgment>(this.#folders, `/api/v1/judgments/${id}`);
  }

  async close(): Promise<void> {
    await this.#client.endAsync(true);
  }

  async #publish(path: string, payload: unknown): Promise<void> {
    await this.#client.publishAsync(`aif/v1/${path}`, JSON.stringify(payload), { qos: 1 });
  }
}
