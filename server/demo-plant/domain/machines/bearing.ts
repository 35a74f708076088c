import { approach } from '../physics.ts';
import type { MachineContext } from './machine.ts';

/** Seconds in which a failing bearing of the demo gets 63 % of the way; a real one takes weeks. */
const WEAR_TIME = 60;
const REPAIR_TIME = 20;

export interface Bearing {
  step(context: MachineContext): void;
  /** 0 healthy … 1 destroyed. */
  wear(): number;
}

/** A bearing that wears while its machine runs and the fault `bearing-wear` is active, and is renewed when it is stopped. */
export function createBearing(): Bearing {
  let wear = 0;
  return {
    step(context) {
      const severity = context.severity('bearing-wear');
      if (severity === 0) {
        wear = approach(wear, 0, context.seconds, REPAIR_TIME);
      } else if (context.running) {
        wear = approach(wear, severity, context.seconds, WEAR_TIME);
      }
    },
    wear: () => wear,
  };
}
