import type { DemoCommand, DemoFaultKind } from '../../../shared/contract/demo-plant.ts';
import { MACHINES, possibleFaults } from './plant-model.ts';
import type { MachineSpec } from './plant-model.ts';

export interface ActiveFault {
  readonly fault: DemoFaultKind;
  readonly equipment: string;
  readonly severity: number;
  readonly startedAtMs: number;
}

export type CommandResult = { readonly done: true } | { readonly done: false; readonly reason: string };

/** Which faults are active where. A machine may be named by its name or its whole path. */
export interface FaultBook {
  apply(command: DemoCommand, atMs: number): CommandResult;
  severity(equipment: string, fault: DemoFaultKind): number;
  active(): readonly ActiveFault[];
  /** A fault of the process (not of a sensor) is active on one of these machines. */
  processFaultActive(equipment: readonly MachineSpec[]): boolean;
}

function findMachine(name: string): MachineSpec | undefined {
  const equipment = name.slice(name.lastIndexOf('/') + 1);
  return MACHINES.find((machine) => machine.equipment === equipment);
}

export function createFaultBook(): FaultBook {
  const faults = new Map<string, ActiveFault>();
  const keyOf = (equipment: string, fault: DemoFaultKind): string => `${equipment} ${fault}`;

  function start(command: Extract<DemoCommand, { action: 'start' }>, atMs: number): CommandResult {
    const machine = findMachine(command.equipment);
    if (machine === undefined) {
      return { done: false, reason: `no machine "${command.equipment}" in the demo plant` };
    }
    if (!possibleFaults(machine).includes(command.fault)) {
      return { done: false, reason: `"${command.fault}" cannot happen to ${machine.equipment}` };
    }
    const { equipment } = machine;
    const { fault, severity } = command;
    const startedAtMs = faults.get(keyOf(equipment, fault))?.startedAtMs ?? atMs;
    faults.set(keyOf(equipment, fault), { fault, equipment, severity, startedAtMs });
    return { done: true };
  }

  function stop(command: Extract<DemoCommand, { action: 'stop' }>): CommandResult {
    const machine = findMachine(command.equipment);
    const ended = machine !== undefined && faults.delete(keyOf(machine.equipment, command.fault));
    return ended
      ? { done: true }
      : { done: false, reason: `"${command.fault}" is not active on ${command.equipment}` };
  }

  return {
    apply(command, atMs) {
      switch (command.action) {
        case 'start':
          return start(command, atMs);
        case 'stop':
          return stop(command);
        case 'reset':
          faults.clear();
          return { done: true };
      }
    },
    severity: (equipment, fault) => faults.get(keyOf(equipment, fault))?.severity ?? 0,
    active: () => [...faults.values()],
    processFaultActive: (machines) =>
      [...faults.values()].some(({ equipment, fault }) =>
        machines.some((machine) => machine.equipment === equipment && machine.processFaults.includes(fault)),
      ),
  };
}
