import type { Health, WindowStart } from '../../../shared/contract/health.ts';
import type { StationMode } from '../../../shared/contract/station-mode.ts';
import type { PartFacts } from './domain/facts.ts';
import { findings } from './domain/findings.ts';

/** What a running station says of itself; put together by composition, judged by `findings`. */
export interface HealthFacts extends Omit<Health, 'at' | 'parts' | 'ready'> {
  readonly found: PartFacts;
}

export interface HealthService {
  get(): Promise<Health>;
  /** The station ends and starts again; whoever asks is answered first. */
  restart(mode: StationMode['mode']): void;
  /** A window has come up, and says how long that took. */
  windowStarted(start: WindowStart): void;
}

/** What a station works without: it still judges what it is asked. */
const NOT_NEEDED = new Set<string>(['broker', 'demo-plant']);

export function createHealthService(
  facts: () => HealthFacts | Promise<HealthFacts>,
  clock: () => number,
  restart: HealthService['restart'],
): HealthService {
  let firstWindow: WindowStart | null = null;
  let lastWindow: WindowStart | null = null;
  return {
    restart,
    windowStarted(start) {
      firstWindow ??= start;
      lastWindow = start;
    },
    async get() {
      const { found, ...rest } = await facts();
      const start = found.start && { ...found.start, firstWindow, lastWindow };
      const parts = findings({ ...found, start }, clock());
      const isDown = parts.some(({ id, state }) => state === 'down' && !NOT_NEEDED.has(id));
      const ready = !isDown && rest.mode.mode === 'normal';
      return { ...rest, at: new Date(clock()).toISOString(), ready, parts };
    },
  };
}
