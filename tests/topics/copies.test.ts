import { afterEach, describe, expect, it } from 'vitest';
import { topicMappingSchema } from '../../shared/contract/topic-mappings.ts';
import { openBrokerStation, type BrokerStation } from '../support/broker-station.ts';
import { eventually } from '../support/eventually.ts';
import { mosquittoMissing } from '../support/mosquitto.ts';
import type { GuardRemoval } from '../support/station-process.ts';

const mapping = (id: string, pattern: string) =>
  topicMappingSchema.parse({ id, name: id, pattern, tag: `a/b/c/d/{tag}`, payload: { form: 'text' } });
/** Neither covers the other; both match plc/L1/io/…, and Mosquitto delivers such a message once for each (MQTT 5). */
const OVERLAPPING = [mapping('one', 'plc/L1/+/{tag}'), mapping('two', 'plc/+/io/{tag}')];
const WITHOUT: GuardRemoval = {
  file: 'server/platform/mqtt/copies.ts',
  find: 'return !named.includes(oldest.identifier);',
  replace: 'return false;',
};

describe.skipIf(mosquittoMissing !== null)('patterns that match the same topics', () => {
  let station: BrokerStation;
  afterEach(() => station.close());

  /** How many of 50 values without a time are stored, some of them sent while the station is away. */
  async function storedOf(withoutGuards: readonly GuardRemoval[]): Promise<{ sent: number; stored: number }> {
    station = await openBrokerStation({ config: { mqttTopics: ['aif/v1/#'] }, withoutGuards });
    const publish = (topic: string, payload: string) =>
      station.publisher.publishAsync(topic, payload, { qos: 1 });
    await station.station.call('POST', '/api/v1/topic-mappings', { baseVersion: 0, mappings: OVERLAPPING });
    const [first, second] = ['plc/L1/x/ready', 'plc/L9/io/ready'];
    await eventually(async () => {
      await publish(first, '1');
      await publish(second, '1');
      expect(
        station.rows(`SELECT 1 FROM topic WHERE topic IN ('${first}', '${second}') AND stored > 0`),
      ).toHaveLength(2);
    });
    for (let n = 0; n < 25; n += 1) await publish('plc/L1/io/load', String(n));
    const restarted = station.restart();
    for (let n = 25; n < 50; n += 1) await publish('plc/L1/io/load', String(n));
    await restarted;
    await publish('plc/L1/x/last', '1');
    await publish('plc/L9/io/last', '1');
    await eventually(() =>
      expect(station.rows(`SELECT 1 FROM topic WHERE topic LIKE 'plc/%/last' AND stored > 0`)).toHaveLength(
        2,
      ),
    );
    const [row] = station.rows<{ stored: number }>(`SELECT stored FROM topic WHERE topic = 'plc/L1/io/load'`);
    return { sent: 50, stored: row?.stored ?? 0 };
  }

  it('give each value once, also what waited at the broker', async () => {
    const { sent, stored } = await storedOf([]);
    expect(stored).toBe(sent);
  }, 180_000);

  it('would give it twice without the look at its subscription', async () => {
    const { sent, stored } = await storedOf([WITHOUT]);
    expect(stored).toBeGreaterThan(sent);
  }, 180_000);
});
