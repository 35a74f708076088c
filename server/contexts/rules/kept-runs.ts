import { AppError, ReasonError } from '../../../shared/contract/errors.ts';
import { reason, type Reason } from '../../../shared/contract/reasons.ts';

/** Runs kept, and milliseconds one may take: a script of loops is no reason to hold a thread for ever. */
const MOST_KEPT = 8;
const MOST_MS = 60_000;
/** Milliseconds without a question after which nobody waits for one any more: its page was left, its window closed. */
const UNASKED_MS = 10_000;

interface RunState {
  readonly key: number;
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  readonly why: Reason | null;
}

interface Kept<State> {
  readonly of: string;
  readonly ended: AbortController;
  /** Runs out where nobody asks. */
  readonly unasked: NodeJS.Timeout;
  state: State;
}

function reasonOf(error: unknown): Reason {
  if (error instanceof ReasonError) return error.reason;
  return reason('other', { text: error instanceof Error ? error.message : String(error) });
}

/** What threads work out for windows: in memory, the newest only, one for each thing, and as long as somebody asks how far it is. */
export class KeptRuns<State extends RunState> {
  readonly #noun: string;
  readonly #kept = new Map<number, Kept<State>>();
  #lastKey = 0;

  /** `noun`: what one is, for errors. */
  constructor(noun: string) {
    this.#noun = noun;
  }

  /** Begins one; what was under way `of` the same ends. */
  start(
    of: string,
    begun: (key: number) => State,
    work: (update: (more: Partial<State>) => void, signal: AbortSignal) => Promise<void>,
  ): { key: number } {
    for (const other of this.#kept.values()) if (other.of === of) this.#end(other, 'cancelled');
    this.#lastKey += 1;
    const key = this.#lastKey;
    const run: Kept<State> = {
      ...{ of, ended: new AbortController(), state: begun(key) },
      unasked: setTimeout(() => this.#end(run, 'cancelled'), UNASKED_MS),
    };
    this.#kept.set(key, run);
    for (const [oldest, old] of this.#kept) {
      if (this.#kept.size <= MOST_KEPT) break;
      this.#end(old, 'cancelled');
      this.#kept.delete(oldest);
    }
    void this.#work(run, work);
    return { key };
  }

  async #work(run: Kept<State>, work: Parameters<KeptRuns<State>['start']>[2]): Promise<void> {
    const late = () => this.#end(run, 'failed', reason('runTooLong', { seconds: MOST_MS / 1_000 }));
    const timer = setTimeout(late, MOST_MS);
    try {
      await work((more) => (run.state = { ...run.state, ...more }), run.ended.signal);
      this.#end(run, 'done');
    } catch (error) {
      this.#end(run, 'failed', reasonOf(error));
    } finally {
      clearTimeout(timer);
    }
  }

  #end(run: Kept<State>, state: RunState['state'], why: Reason | null = null): void {
    if (run.state.state === 'running') run.state = { ...run.state, state, why };
    clearTimeout(run.unasked);
    run.ended.abort();
  }

  #find(key: number): Kept<State> {
    const found = this.#kept.get(key);
    if (found === undefined)
      throw new AppError('NOT_FOUND', `${this.#noun} ${key} is not there any more; begin another`);
    return found;
  }

  /** How far one is. Error `NOT_FOUND` where it is not kept any more. */
  get(key: number): State {
    const run = this.#find(key);
    if (run.state.state === 'running') run.unasked.refresh();
    return run.state;
  }

  cancel(key: number): State {
    const run = this.#find(key);
    this.#end(run, 'cancelled');
    return run.state;
  }

  /** Ends what is under way. */
  close(): void {
    for (const run of this.#kept.values()) this.#end(run, 'cancelled');
  }
}
