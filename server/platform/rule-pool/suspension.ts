/** State of one rule's failures. Times are milliseconds of a monotonic clock that the caller passes in. */
export interface Suspended {
  readonly key: string;
  readonly failures: number;
  /** The first moment at which one trial is allowed. */
  readonly until: number;
  /** The code of the last failure. */
  readonly code: string;
}

export interface SuspensionOptions {
  /** Failures in a row that suspend. */
  readonly failures?: number;
  readonly suspendMs?: number;
}

interface Entry {
  failures: number;
  until: number | undefined;
  /** A trial is under way: until it ends no other run is allowed. */
  trial: boolean;
  code: string;
}

/**
 * Stops a rule that keeps failing: after three failures in a row it is suspended for 60 s, then one trial decides.
 *
 * Pure but for its own memory: no timers, no clock. The key names a version of a rule (ruleset id and hash), so a new
 * version starts afresh.
 */
export class Suspensions {
  readonly #entries = new Map<string, Entry>();
  readonly #failures: number;
  readonly #suspendMs: number;

  constructor(options: SuspensionOptions = {}) {
    this.#failures = options.failures ?? 3;
    this.#suspendMs = options.suspendMs ?? 60_000;
  }

  /** Whether a rule may run now. Once its time is over, the first caller gets the trial and must report. */
  admit(key: string, now: number): boolean {
    const entry = this.#entries.get(key);
    if (entry?.until === undefined) return true;
    if (now < entry.until || entry.trial) return false;
    entry.trial = true;
    return true;
  }

  /** When a suspended rule may be tried again; nothing if it is not suspended. */
  suspendedUntil(key: string): number | undefined {
    return this.#entries.get(key)?.until;
  }

  succeeded(key: string): void {
    this.#entries.delete(key);
  }

  /** Notes a failure. True if the rule is suspended by it (again, if it was a trial). */
  failed(key: string, code: string, now: number): boolean {
    const entry = this.#entries.get(key) ?? { failures: 0, until: undefined, trial: false, code };
    this.#entries.set(key, entry);
    entry.code = code;
    entry.failures++;
    // Runs that began before the suspension may still report; they do not prolong it.
    const suspends = entry.until === undefined ? entry.failures >= this.#failures : entry.trial;
    entry.trial = false;
    if (suspends) entry.until = now + this.#suspendMs;
    return suspends;
  }

  /** A trial ended without saying anything about the rule (the engine was down): another may follow. */
  undecided(key: string): void {
    const entry = this.#entries.get(key);
    if (entry !== undefined) entry.trial = false;
  }

  /** All that are suspended, to be shown. */
  list(): Suspended[] {
    return [...this.#entries].flatMap(([key, { failures, until, code }]) =>
      until === undefined ? [] : [{ key, failures, until, code }],
    );
  }
}
