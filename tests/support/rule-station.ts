import { readFileSync, writeFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import type { Judgment } from '../../shared/contract/judgment.ts';
import { openOfflineStation } from '../../server/composition/offline-station.ts';
import { folderOfTest } from './folder.ts';
import { rulesetOf } from './rulesets.ts';
import { startStationProcess, type GuardRemoval, type StationProcess } from './station-process.ts';

/** A rule of a test, judged by the number `x` of the request. */
export interface TestRule {
  readonly source: string;
  readonly limits: { readonly operations: number; readonly deadlineMs: number };
}

export interface JudgmentTaken extends Judgment {
  readonly tookMs: number;
}

/** A data folder that is gone with the test, for stations without the demo plant. */
export function stationFolder(): string {
  const folder = folderOfTest();
  writeFileSync(`${folder}/config.json`, JSON.stringify({ demoPlant: false, logLevel: 'warn' }));
  return folder;
}

/** Adds rulesets by id and makes them active. Rejects with `RULESET_INVALID` where one does not compile. */
export async function addRules(folder: string, rules: Readonly<Record<string, TestRule>>): Promise<void> {
  const offline = await openOfflineStation(folder, { beside: true });
  try {
    for (const [id, { source, limits }] of Object.entries(rules)) {
      const ruleset = rulesetOf({ id, source, verdicts: { OK: 'normal' }, manifest: { limits } });
      await offline.rules.import(ruleset, { activate: true });
    }
  } finally {
    await offline.close();
  }
}

/** A station on a folder of its own with these rules, ended with the test. */
export async function startRuleStation(
  rules: Readonly<Record<string, TestRule>> = {},
  withoutGuards?: readonly GuardRemoval[],
): Promise<StationProcess> {
  const data = stationFolder();
  if (Object.keys(rules).length > 0) await addRules(data, rules);
  const station = await startStationProcess({ data, ...(withoutGuards ? { withoutGuards } : {}) });
  onTestFinished(() => station.close());
  return station;
}

/** Judges by a rule of the test, or by the shipped `defect-rate` on 8 of 100. Rejects where the station is gone. */
export async function judge(station: StationProcess, rulesetId: string, x = 1): Promise<JudgmentTaken> {
  const startedAt = performance.now();
  const input = rulesetId === 'defect-rate' ? { defect_count: 8, production_count: 100 } : { x };
  const { body } = await station.call('POST', '/api/v1/judgment/execute', {
    rulesetId,
    input,
    useCache: false,
  });
  return { ...(body as Judgment), tookMs: performance.now() - startedAt };
}

/** Watches how far a process grows beyond what it holds now; the kernel keeps the peak, so none is missed. */
export function watchGrowth({ pid }: StationProcess): { peakBytes(): number } {
  const read = (name: string) => {
    const line = new RegExp(`${name}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return Number(line?.[1]) * 1024;
  };
  // Starts the peak anew.
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
  const before = read('VmRSS');
  return { peakBytes: () => read('VmHWM') - before };
}
