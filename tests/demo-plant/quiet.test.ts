import { beforeAll, describe, expect, it } from 'vitest';
import type { RhaiEngine } from '../../rhai-wasm/index.ts';
import { loadRhai } from '../../rhai-wasm/load-node.ts';
import { MORNING, PlantSimulation, SHIPPED } from './plant-simulation.ts';

const SHIFT_SECONDS = 8 * 3_600;
const HOUR_MS = 3_600_000;

let engine: RhaiEngine;
beforeAll(async () => {
  engine = await loadRhai();
});

/** A day shift with all its breaks; an evening; a night that crosses midnight. */
describe.each([
  { seed: 1, startMs: MORNING - 3.5 * HOUR_MS },
  { seed: 2, startMs: MORNING + 4.5 * HOUR_MS },
  { seed: 3, startMs: MORNING + 12.5 * HOUR_MS },
])('eight hours of normal running, seed $seed', ({ seed, startMs }) => {
  it('leave every ruleset quiet and let each of them judge', { timeout: 120_000 }, () => {
    const simulation = new PlantSimulation(engine, seed, startMs);
    const judgments = new Map<string, number>();
    const abnormal: object[] = [];
    simulation.run(SHIFT_SECONDS, (judgment) => {
      judgments.set(judgment.rulesetId, (judgments.get(judgment.rulesetId) ?? 0) + 1);
      if (judgment.severity !== 'normal') abnormal.push(judgment);
    });
    expect(abnormal.slice(0, 3)).toEqual([]);
    const idle = SHIPPED.filter((id) => (judgments.get(id) ?? 0) < 5_000);
    expect(idle).toEqual([]);
  });
});
