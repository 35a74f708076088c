import type { MachineKind } from '../plant-model.ts';
import { createConveyor, createRobot } from './handling.ts';
import { createInspection } from './inspection.ts';
import type { MachineFactory } from './machine.ts';
import { createMill } from './mill.ts';
import { createPress } from './press.ts';
import { createCompressor, createOven, createPump } from './rotating.ts';

export const MACHINE_FACTORIES: Record<MachineKind, MachineFactory> = {
  press: createPress,
  robot: createRobot,
  compressor: createCompressor,
  mill: createMill,
  oven: createOven,
  pump: createPump,
  conveyor: createConveyor,
  inspection: createInspection,
};
