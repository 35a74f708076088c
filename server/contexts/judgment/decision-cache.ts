import type { Decision } from './domain/decide.ts';

const MAX_ENTRIES = 10_000;

/**
 * Decisions by (ruleset version, canonical input). Simultaneous callers share one computation; holds are never
 * kept. Times come from a monotonic clock, in milliseconds.
 */
export class DecisionCache {
  readonly #now: () => number;
  readonly #kept = new Map<string, { decision: Decision; until: number }>();
  readonly #running = new Map<string, Promise<Decision>>();
  hits = 0;
  misses = 0;

  constructor(monotonicNow: () => number) {
    this.#now = monotonicNow;
  }

  async getOrCompute(
    key: string,
    seconds: number,
    compute: () => Promise<Decision>,
  ): Promise<{ decision: Decision; cached: boolean }> {
    const kept = this.#kept.get(key);
    if (kept !== undefined && kept.until > this.#now()) {
      this.hits += 1;
      return { decision: kept.decision, cached: true };
    }
    const running = this.#running.get(key);
    if (running !== undefined) {
      this.hits += 1;
      const decision = await running;
      return { decision, cached: decision.holdCause === undefined };
    }
    this.misses += 1;
    const computing = compute();
    this.#running.set(key, computing);
    try {
      const decision = await computing;
      if (decision.holdCause === undefined && seconds > 0) this.#keep(key, decision, seconds);
      return { decision, cached: false };
    } finally {
      this.#running.delete(key);
    }
  }

  #keep(key: string, decision: Decision, seconds: number): void {
    this.#kept.delete(key);
    this.#kept.set(key, { decision, until: this.#now() + seconds * 1000 });
    if (this.#kept.size > MAX_ENTRIES) {
      const oldest = this.#kept.keys().next().value;
      if (oldest !== undefined) this.#kept.delete(oldest);
    }
  }
}
