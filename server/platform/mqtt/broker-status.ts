import type { BrokerState } from '../../../shared/contract/data-hub.ts';

type Changing = Pick<BrokerState, 'state' | 'lastError'>;

/** The state of a connection with the time of its last change, and who wants to know. */
export class BrokerStatus {
  readonly #fixed: Pick<BrokerState, 'url' | 'embedded' | 'protocol'>;
  readonly #now: () => number;
  readonly #listeners: ((state: BrokerState) => void)[] = [];
  #current: Changing = { state: 'connecting' };
  #since: number;
  #lost: BrokerState['sessionLost'];

  constructor(fixed: Pick<BrokerState, 'url' | 'embedded' | 'protocol'>, now: () => number) {
    this.#fixed = fixed;
    this.#now = now;
    this.#since = now();
  }

  get(): BrokerState {
    return {
      ...this.#fixed,
      ...this.#current,
      since: new Date(this.#since).toISOString(),
      ...(this.#lost === undefined ? {} : { sessionLost: this.#lost }),
    };
  }

  onChange(listener: (state: BrokerState) => void): void {
    this.#listeners.push(listener);
  }

  /** How often the broker had forgotten our session, and when last. */
  sessionLost({ count, at }: { readonly count: number; readonly at?: string }): void {
    if (at === undefined) return;
    this.#lost = { count, at };
    for (const listener of this.#listeners) listener(this.get());
  }

  /** Without `lastError` the one before stays to be seen, except when connected. */
  set(state: BrokerState['state'], lastError?: string): void {
    const error = lastError ?? (state === 'connected' ? undefined : this.#current.lastError);
    if (state === this.#current.state && error === this.#current.lastError) return;
    if (state !== this.#current.state) this.#since = this.#now();
    this.#current = error === undefined ? { state } : { state, lastError: error };
    for (const listener of this.#listeners) listener(this.get());
  }
}
