import type { DemoCommand, DemoState } from '../../../shared/contract/demo-plant.ts';
import { createFaultBook } from './fault-book.ts';
import type { CommandResult, FaultBook } from './fault-book.ts';
import { createLineFlow } from './line-flow.ts';
import type { LineMoment } from './line-flow.ts';
import { MACHINE_FACTORIES } from './machines/index.ts';
import type { Machine, MachineValues } from './machines/machine.ts';
import { LINES, MACHINES, equipmentPath, possibleFaults } from './plant-model.ts';
import type { LineSpec, MachineSpec } from './plant-model.ts';
import { createRandom } from './random.ts';
import type { Random } from './random.ts';

/** Length of one step of the physics in seconds. */
const STEP_SECONDS = 1;
/** Simulated before the first second that anyone sees, so that temperatures and samples are those of a running plant. */
const WARM_UP_SECONDS = 7_200;
const DAY_MS = 86_400_000;

export interface PlantOptions {
  readonly seed: number;
  readonly site: string;
  /** Epoch milliseconds of the first step. */
  readonly startMs: number;
  /** Plant local time minus UTC, for shifts and the hall's warm afternoon. */
  readonly utcOffsetMinutes: number;
}

/** What one machine's instruments show, true values without sensor faults. */
export interface MachineReading {
  readonly machine: MachineSpec;
  readonly values: MachineValues;
}

export interface Plant {
  /** Moves the plant on by whole seconds. `atMs` is the plant's own clock after the step. */
  step(seconds: number): readonly MachineReading[];
  /** The plant's own clock in epoch milliseconds. */
  clockMs(): number;
  /** Sets the clock without moving the physics, after a pause of the computer. */
  setClock(atMs: number): void;
  /** Carries out a command at `nowMs`, the wall clock. */
  apply(command: DemoCommand, nowMs: number): CommandResult;
  readonly faults: FaultBook;
  state(speed: number): Omit<DemoState, 'answers'>;
}

interface LineUnit {
  readonly spec: LineSpec;
  readonly flow: ReturnType<typeof createLineFlow>;
  readonly machines: readonly { readonly spec: MachineSpec; readonly machine: Machine }[];
}

function createLine(spec: LineSpec, options: PlantOptions): LineUnit {
  const machines = MACHINES.filter((machine) => machine.line === spec.line).map((machine) => ({
    spec: machine,
    machine: MACHINE_FACTORIES[machine.kind](createRandom(options.seed, machine.equipment)),
  }));
  const flow = createLineFlow(spec, options.utcOffsetMinutes, createRandom(options.seed, spec.line));
  return { spec, flow, machines };
}

/** Hall temperature: 22 °C with a swing of 3 K over the day, warmest at 15:00, and a slow wander of its own. */
function createHall(utcOffsetMinutes: number, random: Random): (atMs: number, seconds: number) => number {
  let wander = 0;
  return (atMs, seconds) => {
    wander = wander * (1 - seconds / 3_600) + 0.012 * random.noise() * Math.sqrt(seconds);
    const dayShare = ((atMs + utcOffsetMinutes * 60_000) % DAY_MS) / DAY_MS;
    return 22 + 3 * Math.cos(2 * Math.PI * (dayShare - 15 / 24)) + wander;
  };
}

/**
 * The demo plant: two lines, ten machines, and nothing that is not decided by seed, clock and commands. It starts
 * warmed up as if it had been running for two hours.
 */
export function createPlant(options: PlantOptions): Plant {
  const faults = createFaultBook();
  const lines = LINES.map((spec) => createLine(spec, options));
  const hallTemperature = createHall(options.utcOffsetMinutes, createRandom(options.seed, 'hall'));
  let clock = options.startMs - WARM_UP_SECONDS * 1_000;

  function stepLine({ flow, machines }: LineUnit, ambient: number): MachineReading[] {
    const good = machines.reduce((share, { machine }) => share * (1 - machine.defectProbability()), 1);
    const moment: LineMoment = flow.step({
      atMs: clock,
      seconds: STEP_SECONDS,
      keepRunning: faults.processFaultActive(machines.map(({ spec }) => spec)),
      defectProbability: 1 - good,
    });
    return machines.map(({ spec, machine }) => ({
      machine: spec,
      values: machine.step({
        ...moment,
        running: moment.running || spec.continuous,
        seconds: STEP_SECONDS,
        ambient,
        severity: (fault) => faults.severity(spec.equipment, fault),
      }),
    }));
  }

  function stepOnce(): MachineReading[] {
    clock += STEP_SECONDS * 1_000;
    const ambient = hallTemperature(clock, STEP_SECONDS);
    return lines.flatMap((line) => stepLine(line, ambient));
  }

  for (let second = 0; second < WARM_UP_SECONDS; second += STEP_SECONDS) {
    stepOnce();
  }

  return {
    step(seconds) {
      let readings: MachineReading[] = [];
      for (let passed = 0; passed < seconds; passed += STEP_SECONDS) {
        readings = stepOnce();
      }
      return readings;
    },
    clockMs: () => clock,
    setClock(atMs) {
      clock = atMs;
    },
    apply: (command, nowMs) => faults.apply(command, nowMs),
    faults,
    state: (speed) => ({
      running: true,
      speed,
      equipment: MACHINES.map((machine) => ({
        path: equipmentPath(options.site, machine),
        name: machine.name,
        possibleFaults: possibleFaults(machine),
      })),
      faults: faults.active().map(({ fault, equipment, severity, startedAtMs }) => ({
        fault,
        equipment,
        severity,
        startedAt: new Date(startedAtMs).toISOString(),
      })),
    }),
  };
}
