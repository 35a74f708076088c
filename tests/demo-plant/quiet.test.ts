import { beforeAll, describe, expect, it } from 'vitest';
import type { RhaiEngine } from '../../rhai-wasm/index.ts';
import { loadRhai } from '../../rhai-wasm/load-node.ts';
import { MORNING, PlantSimulation, SHIPPED } from './plant-simulation.ts';

const HOUR_MS = 3_600_000;

let engine: RhaiEngine;
beforeAll(async () => {
  engine = await loadRhai();
});

/** A day shift with all its breaks; an evening and a night that crosses midnight, each until both lines have had a break. */
describe.each([
  { hours: 8, seed: 1, startMs: MORNING - 3.5 * HOUR_MS },
  { hours: 3.25, seed: 2, startMs: MORNING + 4.5 * HOUR_MS },
  { hours: 3.25, seed: 3, startMs: MORNING + 12.5 * HOUR_MS },
])('$hours hours of normal running, seed $seed', ({ hours, seed, startMs }) => {
  it('leave every ruleset quiet and let each of them judge', { timeout: 120_000 }, () => {
    const simulation = new PlantSimulation(engine, seed, startMs);
    const judgments = new Map<string, number>();
    const abnormal: object[] = [];
    simulation.run(hours * 3_600, (judgment) => {
      judgments.set(judgment.rulesetId, (judgments.get(judgment.rulesetId) ?? 0) + 1);
      if (judgment.severity !== 'normal') abnormal.push(judgment);
    });
    expect(abnormal.slice(0, 3)).toEqual([]);
    const idle = SHIPPED.filter((id) => (judgments.get(id) ?? 0) < hours * 600);
    expect(idle).toEqual([]);
  });
});
