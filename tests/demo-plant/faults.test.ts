import { beforeAll, describe, expect, it } from 'vitest';
import type { RhaiEngine } from '../../rhai-wasm/index.ts';
import { loadRhai } from '../../rhai-wasm/load-node.ts';
import { MACHINES, possibleFaults } from '../../server/demo-plant/domain/plant-model.ts';
import { DEMO_FAULTS } from '../../shared/contract/demo-plant.ts';
import type { DemoFaultKind } from '../../shared/contract/demo-plant.ts';
import { MORNING, PlantSimulation, type SimulatedJudgment } from './plant-simulation.ts';

interface Expectation {
  readonly fault: DemoFaultKind;
  readonly rulesetId: string;
  readonly verdict: string;
  /** Seconds from the command to the verdict at severity 1; as documented in `server/demo-plant/README.md`. */
  readonly within: number;
  /** Seconds from the end of the fault until the ruleset is quiet again. */
  readonly quietAfter: number;
  /** Where the verdict falls, if not on the machine itself. */
  readonly on?: string;
}

const EXPECTED: readonly Expectation[] = [
  { fault: 'overheating', rulesetId: 'press-thermal', verdict: 'OVERHEAT', within: 60, quietAfter: 300 },
  { fault: 'bearing-wear', rulesetId: 'bearing-vibration', verdict: 'ZONE_C', within: 60, quietAfter: 120 },
  { fault: 'bearing-wear', rulesetId: 'bearing-vibration', verdict: 'ZONE_D', within: 110, quietAfter: 120 },
  { fault: 'tool-wear', rulesetId: 'tool-wear', verdict: 'CHANGE_TOOL', within: 90, quietAfter: 60 },
  { fault: 'tool-wear', rulesetId: 'tool-wear', verdict: 'OVERSTRAIN', within: 120, quietAfter: 60 },
  {
    fault: 'leak',
    rulesetId: 'defect-rate',
    verdict: 'HIGH_DEFECT',
    within: 120,
    quietAfter: 1_200,
    on: 'inspection-1',
  },
  { fault: 'frozen-sensor', rulesetId: 'sensor-health', verdict: 'FROZEN', within: 90, quietAfter: 30 },
  { fault: 'dropout', rulesetId: 'sensor-health', verdict: 'DROPOUT', within: 60, quietAfter: 90 },
  { fault: 'bad-quality', rulesetId: 'sensor-health', verdict: 'HOLD', within: 20, quietAfter: 30 },
];
const SETTLED = 360;

let engine: RhaiEngine;
beforeAll(async () => {
  engine = await loadRhai();
});

it('every fault has a ruleset that finds it', () => {
  expect([...new Set(EXPECTED.map(({ fault }) => fault))].sort()).toEqual([...DEMO_FAULTS].sort());
});

const isNormal = ({ severity }: SimulatedJudgment) => severity === 'normal';

/** One after another where the verdict of all falls on one machine; else all at once, none of them concerns another. */
const groups = EXPECTED.flatMap(({ on, ...expected }) => {
  const equipment = MACHINES.filter((machine) => possibleFaults(machine).includes(expected.fault)).map(
    (machine) => machine.equipment,
  );
  return on === undefined
    ? [{ ...expected, machines: equipment, places: equipment }]
    : equipment.map((machine) => ({ ...expected, machines: [machine], places: [on] }));
}).map((group, index) => ({ ...group, seed: index + 1 }));

describe.each(groups)('$fault on $machines', ({ fault, machines, places, seed, ...expected }) => {
  it(`leads ${expected.rulesetId} to ${expected.verdict} within ${expected.within} s and leaves it`, () => {
    const simulation = new PlantSimulation(engine, seed);
    const judged = (seconds: number, seen: (place: string, judgment: SimulatedJudgment) => void) =>
      simulation.run(seconds, (judgment) => {
        const place = places.find((name) => judgment.equipment.endsWith(`/${name}`));
        if (place !== undefined && judgment.rulesetId === expected.rulesetId) seen(place, judgment);
      });
    simulation.pass(SETTLED);
    for (const equipment of machines) simulation.apply({ action: 'start', fault, equipment, severity: 1 });
    const found = new Set<string>();
    judged(expected.within, (place, { verdict }) => {
      if (verdict === expected.verdict) found.add(place);
    });
    expect([...found].sort()).toEqual(places.toSorted());

    for (const equipment of machines) simulation.apply({ action: 'stop', fault, equipment });
    simulation.pass(expected.quietAfter);
    const after = new Map<string, boolean>();
    judged(60, (place, judgment) => after.set(place, (after.get(place) ?? true) && isNormal(judgment)));
    expect(Object.fromEntries(after)).toEqual(Object.fromEntries(places.map((place) => [place, true])));
  });
});

describe('what surrounds a fault', () => {
  it('leaves the other rulesets and machines quiet', () => {
    const simulation = new PlantSimulation(engine, 7);
    simulation.pass(SETTLED);
    simulation.apply({ action: 'start', fault: 'bearing-wear', equipment: 'press-1', severity: 1 });
    const elsewhere: string[] = [];
    simulation.run(600, ({ rulesetId, equipment, severity, verdict }) => {
      const expected = rulesetId === 'bearing-vibration' && equipment.endsWith('/press-1');
      if (severity !== 'normal' && !expected) elsewhere.push(`${rulesetId} ${equipment} ${verdict}`);
    });
    expect(elsewhere).toEqual([]);
  });

  it('a mild overheating ends in WATCH and not in OVERHEAT', () => {
    const simulation = new PlantSimulation(engine, 8);
    simulation.pass(SETTLED);
    simulation.apply({ action: 'start', fault: 'overheating', equipment: 'press-1', severity: 0.2 });
    const verdicts = new Set<string>();
    simulation.run(900, ({ rulesetId, equipment, verdict }) => {
      if (rulesetId === 'press-thermal' && equipment.endsWith('/press-1')) verdicts.add(verdict);
    });
    expect([...verdicts].sort()).toEqual(['OK', 'WATCH']);
  });

  it('a fault started during the meal break sets the line going, so that it can be seen', () => {
    const mealBreak = MORNING + 65 * 60_000 + 60_000;
    const simulation = new PlantSimulation(engine, 9, mealBreak);
    const resting = new Set<string>();
    simulation.run(60, ({ rulesetId, equipment, verdict }) => {
      if (rulesetId === 'bearing-vibration' && equipment.endsWith('/press-1')) resting.add(verdict);
    });
    expect([...resting]).toEqual(['STOPPED']);
    simulation.apply({ action: 'start', fault: 'overheating', equipment: 'press-1', severity: 1 });
    const took = simulation.run(300, ({ verdict }) => verdict === 'OVERHEAT');
    expect(took).toBeLessThanOrEqual(240);
  });
});
