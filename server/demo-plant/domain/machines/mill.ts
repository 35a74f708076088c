import { approach, shaftPower } from '../physics.ts';
import type { MachineFactory } from './machine.ts';

/** Seconds of one part, and how many of them the tool cuts. */
const PART_SECONDS = 20;
const CUTTING_SECONDS = 17;
/** The machine changes its tool by itself at this age, well before the 200 min at which tools begin to fail. */
const TOOL_CHANGE_AT = 150;
const TOOL_CHANGE_SECONDS = 30;
const WORST_WEAR = 260;

/** Cutting torque grows slowly while the edge is sharp and faster once it is rounded, from about 150 min on. */
function wearFactor(wear: number): number {
  return 1 + 0.0005 * wear + 0.0035 * Math.max(0, wear - 150);
}

/**
 * A milling machine. Tool wear is minutes in cut. `tool-wear` at severity 1 ages the tool by 3.5 min a second and
 * keeps the automatic tool change from happening; stopping the fault changes the tool.
 */
export const createMill: MachineFactory = (random) => {
  const state = { speed: 0, torque: 0, warmth: 0, coolant: 0, sinceStart: 0, wear: 90 * random.uniform() };
  let total = Math.floor(20_000 + random.uniform() * 60_000);
  let changing = 0;
  let wasWearing = false;

  function careForTool(wearing: boolean, seconds: number): void {
    const due = !wearing && (wasWearing || state.wear >= TOOL_CHANGE_AT);
    if (due && changing <= 0) {
      state.wear = 0;
      changing = TOOL_CHANGE_SECONDS;
    }
    changing = Math.max(0, changing - seconds);
    wasWearing = wearing;
  }

  return {
    step(context) {
      const { seconds, running } = context;
      const severity = context.severity('tool-wear');
      careForTool(severity > 0, seconds);
      total += context.partsDone;
      state.sinceStart = running ? state.sinceStart + seconds : 0;
      const active = running && changing === 0;
      const cutting = active && state.sinceStart % PART_SECONDS < CUTTING_SECONDS;
      if (cutting) {
        state.wear = Math.min(WORST_WEAR, state.wear + seconds / 60 + 3.5 * severity * seconds);
      }
      state.speed = approach(state.speed, active ? 1_520 : 0, seconds, 1.5);
      state.torque = approach(
        state.torque,
        cutting ? 40 * wearFactor(state.wear) : active ? 1.5 : 0,
        seconds,
        0.8,
      );
      const turning = state.speed / 1_520;
      state.warmth = approach(state.warmth, 14 * turning + 0.22 * state.torque, seconds, 600);
      state.coolant = approach(state.coolant, cutting ? 7 : 1, seconds, 400);

      const speed = Math.max(0, state.speed + (active ? 6 * random.noise() : 0));
      const torque = Math.max(0, state.torque + (cutting ? 0.6 * random.noise() : 0));
      return {
        temperature: context.ambient + state.warmth + 0.06 * random.noise(),
        coolant_temperature: context.ambient + state.coolant + 0.05 * random.noise(),
        spindle_speed: speed,
        torque,
        power: 0.9 + shaftPower(torque, speed) / 0.92 + 0.03 * random.noise(),
        feed_rate: cutting ? 1_150 + 4 * random.noise() : 0,
        spindle_vibration: Math.max(0.02, turning * (0.4 + 0.004 * state.wear) + 0.03 * random.noise() + 0.1),
        tool_wear: state.wear,
        cycle_time: PART_SECONDS + 0.08 * random.noise(),
        running,
        mode: context.mode,
        program: 'O2107',
        total_count: total,
      };
    },
    defectProbability: () => 0.005 + 0.25 * Math.max(0, (state.wear - 180) / 80),
  };
};
