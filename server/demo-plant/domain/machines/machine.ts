import type { SignalValue } from '../../../../shared/contract/common.ts';
import type { DemoFaultKind } from '../../../../shared/contract/demo-plant.ts';
import type { Random } from '../random.ts';
import type { ShiftName } from '../shift-calendar.ts';
import type { TagName } from '../tag-catalogue.ts';

export type MachineValues = Partial<Record<TagName, SignalValue>>;

/** What the plant tells a machine for one step. */
export interface MachineContext {
  /** Length of the step, at most a few seconds. */
  readonly seconds: number;
  readonly running: boolean;
  readonly mode: 'auto' | 'manual';
  readonly shift: ShiftName;
  /** Hall temperature in °C. */
  readonly ambient: number;
  /** 0 while the fault is not active, else its severity up to 1. */
  severity(fault: DemoFaultKind): number;
  /** Parts the line finished in this step. */
  readonly partsDone: number;
  /** Parts that reached the line's inspection in this step; true is a defect. */
  readonly inspected: readonly boolean[];
}

export interface Machine {
  /** Moves the machine on and answers with what its instruments show, without rounding. */
  step(context: MachineContext): MachineValues;
  /** Share of the parts it makes that are defective in its present condition. */
  defectProbability(): number;
}

export type MachineFactory = (random: Random) => Machine;
