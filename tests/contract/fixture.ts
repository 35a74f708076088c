import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openOfflineStation } from '../../server/composition/offline-station.ts';
import { temporaryFolder } from '../support/folder.ts';
import { rulesetOf, type TestRuleset } from '../support/rulesets.ts';
import { connectToEmbeddedBroker } from '../support/station-clients.ts';
import { startStationProcess, type StationProcess } from '../support/station-process.ts';

/** What every door finds in the station. */
export const RULESETS: readonly TestRuleset[] = [
  {
    id: 'limit',
    source: `
      // @rule above
      if x > 10.0 {
        return #{ verdict: "BAD", confidence: 0.9, reasons: [#{ ko: "한계 초과", en: "above the limit" }] };
      }
      #{ verdict: "OK", confidence: 0.6, reasons: ["within"] }`,
  },
  {
    id: 'press-watch',
    source: `#{ verdict: if temperature > 80.0 { "BAD" } else { "OK" }, confidence: 0.8 }`,
    inputs: [
      {
        name: 'temperature',
        type: 'number',
        unit: 'Cel',
        tag: '*/*/*/press*/temperature',
        // However long the tests take.
        maxAgeSeconds: 3_600,
      },
      { name: 'mode', type: 'text', values: ['자동', 'manual'], tag: '*/*/*/press*/mode', optional: true },
    ],
    manifest: { cacheSeconds: 0 },
  },
  { id: 'faulty', source: `#{ verdict: "OK", value: [1][x.to_int()] }`, manifest: { cacheSeconds: 0 } },
];

export const PRESS = 'plant/area/line-1/press-1';
/** Source times of the temperature's samples, one a second; the newest is that of now. */
export const SAMPLES = 40;

export interface ContractStation extends StationProcess {
  /** Epoch milliseconds of the newest sample. */
  readonly newestAt: number;
}

/** A station with the rulesets above active and one machine's tags in it. */
export async function startContractStation(): Promise<ContractStation> {
  const folder = temporaryFolder();
  const offline = await openOfflineStation(folder.path);
  for (const ruleset of RULESETS) await offline.rules.import(rulesetOf(ruleset), { activate: true });
  await offline.close();
  writeFileSync(join(folder.path, 'config.json'), JSON.stringify({ demoPlant: false }));
  const station = await startStationProcess({ data: folder.path });
  const newestAt = Date.now();
  const client = await connectToEmbeddedBroker(folder.path);
  const samples = Array.from({ length: SAMPLES }, (_, index) => ({
    v: 60 + index / 10,
    t: newestAt - (SAMPLES - 1 - index) * 1000,
  }));
  await client.publishAsync(`aif/v1/${PRESS}/temperature`, JSON.stringify(samples), { qos: 1 });
  await client.publishAsync(`aif/v1/${PRESS}/mode`, JSON.stringify({ v: '자동', t: newestAt }), { qos: 1 });
  await client.endAsync();
  return {
    ...station,
    newestAt,
    async close() {
      await station.close();
      folder.remove();
    },
  };
}
