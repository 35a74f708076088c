import { approach, clamp, motorPower } from '../physics.ts';
import type { Random } from '../random.ts';
import { createBearing } from './bearing.ts';
import type { MachineFactory } from './machine.ts';

/** Vibration in mm/s of a machine on `bearing`, with measuring noise. */
function vibration(healthy: number, worn: number, wear: number, random: Random): number {
  return Math.max(0.02, (healthy + worn * wear) * (1 + 0.04 * random.noise()));
}

/**
 * A screw compressor of 355 kW on springs (ISO 20816-3 group 1, flexible support), loading and unloading between 6.8
 * and 7.5 bar against the air that the running machines take. `bearing-wear` adds up to 12 mm/s.
 */
export const createCompressor: MachineFactory = (random) => {
  const bearing = createBearing();
  const state = { pressure: 7.1, warmth: 45, load: 1, loaded: true };
  const healthy = 2.1 + 0.4 * random.uniform();
  return {
    step(context) {
      const { seconds } = context;
      bearing.step(context);
      if (state.pressure >= 7.5) state.loaded = false;
      if (state.pressure <= 6.8) state.loaded = true;
      const demand = 0.011;
      state.pressure += ((state.loaded ? 0.026 : 0) - demand) * seconds;
      state.load = approach(state.load, state.loaded ? 1 : 0.35, seconds, 3);
      state.warmth = approach(state.warmth, 34 + 16 * state.load, seconds, 420);
      const current = 480 * state.load + 90 + 4 * random.noise();
      return {
        temperature: context.ambient + state.warmth + 5 * bearing.wear() + 0.08 * random.noise(),
        vibration_velocity: vibration(healthy + 0.25 * state.load, 12, bearing.wear(), random),
        pressure: clamp(state.pressure, 6, 8) + 0.006 * random.noise(),
        flow: 42_000 * state.load + 150 * random.noise(),
        motor_current: current,
        power: motorPower(current),
        running: context.running,
        mode: 'auto',
        machine_group: 'group-1',
        foundation: 'flexible',
      };
    },
    defectProbability: () => 0,
  };
};

/** A coolant pump; its vibration is measured on the drive motor (ISO 20816-3 group 2, rigid support). */
export const createPump: MachineFactory = (random) => {
  const bearing = createBearing();
  const state = { warmth: 26, throttle: 0.9 };
  const healthy = 0.8 + 0.2 * random.uniform();
  return {
    step(context) {
      bearing.step(context);
      state.throttle = clamp(state.throttle + 0.004 * random.noise() * context.seconds, 0.8, 1);
      state.warmth = approach(state.warmth, 27, context.seconds, 600);
      const flow = 130 * state.throttle;
      const current = 14 + 0.11 * flow + 3 * bearing.wear() + 0.15 * random.noise();
      return {
        temperature: context.ambient + state.warmth + 6 * bearing.wear() + 0.06 * random.noise(),
        vibration_velocity: vibration(healthy, 6.5, bearing.wear(), random),
        pressure: 5.2 + 1.6 * (1 - state.throttle) + 0.02 * random.noise(),
        flow: flow + 0.5 * random.noise(),
        motor_current: current,
        power: motorPower(current),
        running: context.running,
        mode: 'auto',
      };
    },
    defectProbability: () => 0,
  };
};

/** A heat-treatment oven held at 480 °C by its controller; bearing and vibration are those of its circulation fan. */
export const createOven: MachineFactory = (random) => {
  const bearing = createBearing();
  const setpoint = 480;
  const state = { zone1: setpoint, zone2: setpoint - 4, warmth: 30, heating: 0.5 };
  const healthy = 0.75 + 0.2 * random.uniform();
  return {
    step(context) {
      const { seconds, ambient } = context;
      bearing.step(context);
      state.heating = clamp(0.62 + 0.08 * (setpoint - state.zone1), 0, 1);
      state.zone1 = approach(state.zone1, ambient + 735 * state.heating, seconds, 1_500);
      state.zone2 = approach(state.zone2, state.zone1 - 4, seconds, 300);
      state.warmth = approach(state.warmth, 31, seconds, 700);
      return {
        temperature: ambient + state.warmth + 5 * bearing.wear() + 0.07 * random.noise(),
        zone_1_temperature: state.zone1 + 0.4 * random.noise(),
        zone_2_temperature: state.zone2 + 0.4 * random.noise(),
        setpoint_temperature: setpoint,
        oxygen: Math.max(0, 0.35 + 0.03 * random.noise()),
        vibration_velocity: vibration(healthy, 6.5, bearing.wear(), random),
        power: 4 + 120 * state.heating + 0.6 * random.noise(),
        running: context.running,
        mode: 'auto',
      };
    },
    defectProbability: () => 0,
  };
};
