import { approach } from '../physics.ts';
import type { MachineFactory } from './machine.ts';

/** Size of the moving sample that the station counts its defects in. */
const SAMPLE_SIZE = 200;

/**
 * An optical inspection that measures every part and counts defects among the last 200, so that the rate answers a
 * change within minutes and forgets it as fast. The temperature is that of its camera.
 */
export const createInspection: MachineFactory = (random) => {
  const recent: boolean[] = [];
  const state = { rate: 0, warmth: 0, thickness: 2 };
  let lastResult = 'OK';
  return {
    step(context) {
      const { seconds, running } = context;
      for (const defect of context.inspected) {
        recent.push(defect);
        if (recent.length > SAMPLE_SIZE) recent.shift();
        lastResult = defect ? 'NG' : 'OK';
        state.thickness = defect ? 2.07 + 0.02 * random.uniform() : 2 + 0.008 * random.noise();
      }
      state.rate = approach(state.rate, running ? 1 : 0, seconds, 6);
      state.warmth = approach(state.warmth, 9 + 7 * state.rate, seconds, 900);
      return {
        temperature: context.ambient + state.warmth + 0.05 * random.noise(),
        thickness: state.thickness,
        cycle_time: 1.8 + 0.01 * random.noise(),
        running,
        mode: context.mode,
        shift: context.shift,
        last_result: lastResult,
        production_count: recent.length,
        defect_count: recent.filter(Boolean).length,
      };
    },
    defectProbability: () => 0,
  };
};
