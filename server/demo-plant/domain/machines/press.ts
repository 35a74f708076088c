import { approach, logistic, motorPower } from '../physics.ts';
import { createBearing } from './bearing.ts';
import type { MachineFactory } from './machine.ts';

const NOMINAL_PRESSURE = 210;
const RESTING_PRESSURE = 190;
/** kN per bar: the area of the press cylinder. */
const FORCE_PER_BAR = 11.9;

/**
 * A hydraulic press. The main bearing warms by 38 K over the hall in normal running with a time constant of 15 min.
 *
 * - `overheating`: friction heat of up to 65 K more with a time constant of 2 min; at severity 1 the bearing passes
 *   80 °C within 60 s.
 * - `leak`: pressure falls by up to 75 bar, the make-up flow rises, and parts pressed below about 180 bar are defective.
 * - `bearing-wear`: vibration grows by up to 6.5 mm/s.
 */
export const createPress: MachineFactory = (random) => {
  const bearing = createBearing();
  const state = { rate: 0, warmth: 0, oilWarmth: 0, friction: 0, leak: 0, pressure: RESTING_PRESSURE };
  let total = Math.floor(100_000 + random.uniform() * 400_000);
  const baseVibration = 0.85 + 0.2 * random.uniform();

  return {
    step(context) {
      const { seconds, running } = context;
      bearing.step(context);
      total += context.partsDone;
      state.rate = approach(state.rate, running ? 1 : 0, seconds, running ? 12 : 4);
      state.warmth = approach(state.warmth, 38 * state.rate, seconds, 900);
      state.oilWarmth = approach(state.oilWarmth, 22 * state.rate + 9 * state.leak, seconds, 1_200);
      const overheating = context.severity('overheating');
      const frictionTarget = running ? 65 * overheating : 0;
      state.friction = approach(state.friction, frictionTarget, seconds, overheating > 0 ? 120 : 60);
      const leakSeverity = context.severity('leak');
      state.leak = approach(state.leak, leakSeverity, seconds, leakSeverity > 0 ? 25 : 15);
      const pressureTarget = (running ? NOMINAL_PRESSURE : RESTING_PRESSURE) - 75 * state.leak;
      state.pressure = approach(state.pressure, pressureTarget, seconds, running ? 6 : 600);

      const wear = bearing.wear();
      const current = 18 + 92 * state.rate + 14 * state.leak + 8 * wear + 1.2 * random.noise();
      const strokes = running ? 15 * state.rate : 0;
      return {
        temperature: context.ambient + state.warmth + state.friction + 4 * wear + 0.08 * random.noise(),
        oil_temperature: context.ambient + 4 + state.oilWarmth + 0.06 * random.noise(),
        ambient_temperature: context.ambient + 0.05 * random.noise(),
        vibration_velocity: Math.max(
          0.02,
          state.rate * (baseVibration + 6.5 * wear) * (1 + 0.04 * random.noise()) +
            0.02 * random.noise() +
            0.05,
        ),
        motor_current: current,
        power: motorPower(current),
        hydraulic_pressure: state.pressure + 0.7 * random.noise(),
        flow: 4 + 40 * state.rate + 32 * state.leak + 0.5 * random.noise(),
        force: running ? state.pressure * FORCE_PER_BAR + 6 * random.noise() : 0,
        stroke_rate: Math.max(0, strokes + (running ? 0.03 * random.noise() : 0)),
        cycle_time: 4 + 0.6 * (1 - state.rate) + 0.02 * random.noise(),
        running,
        mode: context.mode,
        total_count: total,
      };
    },
    defectProbability: () => 0.003 + 0.95 * (1 - logistic(state.pressure, 176, 4)),
  };
};
