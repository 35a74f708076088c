import { vi } from 'vitest';

/** Far more than anything here takes on a busy machine: a test that waits is no measurement. */
const PATIENCE_MS = 30_000;

/** Asks again and again until the check holds; then gives what it returned, else its last error. */
export const eventually = <T>(check: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(check, { timeout: PATIENCE_MS, interval: 20 });
