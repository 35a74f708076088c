import { approach, motorPower } from '../physics.ts';
import type { MachineFactory } from './machine.ts';

/** The robot that takes parts from press to press; the temperature is that of its second joint's motor. */
export const createRobot: MachineFactory = (random) => {
  const state = { rate: 0, warmth: 0, sinceStart: 0 };
  return {
    step(context) {
      const { seconds, running } = context;
      state.sinceStart = running ? state.sinceStart + seconds : 0;
      state.rate = approach(state.rate, running ? 1 : 0, seconds, 4);
      state.warmth = approach(state.warmth, 3 + 21 * state.rate, seconds, 700);
      const carrying = state.sinceStart % 4 < 2 ? 1 : 0.6;
      const torque = state.rate * 118 * carrying + 2 * random.noise();
      return {
        temperature: context.ambient + state.warmth + 0.06 * random.noise(),
        motor_current: 1.4 + 0.062 * Math.max(0, torque) + 0.05 * random.noise(),
        torque: Math.max(0, torque),
        position_error: Math.max(0, 0.03 + 0.02 * state.rate + 0.006 * random.noise()),
        cycle_time: 3.6 + 0.02 * random.noise(),
        running,
        mode: context.mode,
        program: context.mode === 'auto' ? 'TRANSFER_A' : 'HOME',
      };
    },
    defectProbability: () => 0.001,
  };
};

/** A belt conveyor; the temperature is that of its gear motor. */
export const createConveyor: MachineFactory = (random) => {
  const state = { speed: 0, warmth: 0 };
  return {
    step(context) {
      const { seconds, running } = context;
      state.speed = approach(state.speed, running ? 12 : 0, seconds, 2.5);
      state.warmth = approach(state.warmth, 2 + 1.8 * state.speed, seconds, 800);
      const current = 0.8 + 0.42 * state.speed + 0.05 * random.noise();
      return {
        temperature: context.ambient + state.warmth + 0.06 * random.noise(),
        motor_current: current,
        power: motorPower(current),
        belt_speed: Math.max(0, state.speed + (running ? 0.03 * random.noise() : 0)),
        running,
        mode: context.mode,
      };
    },
    defectProbability: () => 0,
  };
};
