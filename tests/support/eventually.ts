import { vi } from 'vitest';

/** Far more than anything here takes on a busy machine: a test that waits is no measurement. */
const PATIENCE_MS = 30_000;

/** Asks again and again until the check holds; then gives what it returned, else its last error. */
export const eventually = <T>(check: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(check, { timeout: PATIENCE_MS, interval: 20 });

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
