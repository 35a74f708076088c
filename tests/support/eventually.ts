import { setTimeout as sleep } from 'node:timers/promises';

/** Far more than anything here takes on a busy machine: a test that waits is no measurement. */
const PATIENCE_MS = 30_000;
const SOON_MS = 1_000;

/**
 * Asks again and again until the check holds; then gives what it returned, else its last error. Seldom after the first second: each
 * question takes processor time from what is waited for.
 */
export async function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  for (const from = performance.now(); ;) {
    try {
      return await check();
    } catch (error) {
      const waited = performance.now() - from;
      if (waited > PATIENCE_MS) throw error;
      await sleep(waited < SOON_MS ? 20 : 50);
    }
  }
}

/** Waits until something that grows is no less than `least`: however long that takes, as long as it grows. */
export async function grownTo(read: () => Promise<number>, least: number): Promise<void> {
  for (let last = -Infinity; last < least;) {
    const before = last;
    last = await eventually(async () => {
      const now = await read();
      if (now <= before) throw new Error(`${now} of ${least}, and not growing`);
      return now;
    });
  }
}
