import { AppError } from '../../../../shared/contract/errors.ts';
import type { Companion, SqliteStore } from '../../../platform/sqlite/index.ts';
import type { HistoryProblem, HistoryState, RetentionPolicy } from '../ports.ts';
import type { RoundLimits } from './history-rounds.ts';
import type { FromHistory, HistoryQuestions, QuestionName, ToHistory } from './history-messages.ts';

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/**
 * The thread that reads the packed history and works out what is to be written to it, from the main thread's side. What it
 * has worked out is committed by the store's writer like everything else.
 */
export class HistoryThread {
  readonly #store: SqliteStore;
  readonly #companion: Companion;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;
  #long: Promise<unknown> = Promise.resolve();
  readonly #onProblem: (message: string) => void;
  #lastProblem: HistoryProblem | null = null;
  #ended = false;

  constructor(
    store: SqliteStore,
    {
      seals,
      retention,
      onProblem,
    }: {
      readonly seals: Partial<RoundLimits> | false;
      readonly retention: RetentionPolicy | null;
      readonly onProblem: (message: string) => void;
    },
  ) {
    this.#store = store;
    this.#onProblem = onProblem;
    this.#companion = store.companion('../contexts/data-hub/storage/history-worker');
    this.#companion.onMessage((message) => this.#take(message as FromHistory));
    this.#companion.onEnd(() => this.#end());
    if (seals !== false) this.#post({ kind: 'seal', limits: seals, retention });
  }

  #post(message: ToHistory): void {
    this.#companion.post(message);
  }

  /** What is kept, and what was found damaged last. Error `STORE_UNAVAILABLE`. */
  async retention(): Promise<HistoryState | null> {
    const state = await this.ask('retention');
    return state && { ...state, lastProblem: this.#lastProblem };
  }

  /** Error `STORE_UNAVAILABLE`. */
  ask<Name extends QuestionName>(
    name: Name,
    ...values: HistoryQuestions[Name]['ask']
  ): Promise<HistoryQuestions[Name]['answer']> {
    if (this.#ended) return Promise.reject(new AppError('STORE_UNAVAILABLE', 'the local store is closed'));
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.#post({ kind: 'ask', id, name, values });
    });
  }

  /** The same for what may take tens of milliseconds: one at a time, so that a short one never waits behind many. */
  askLong<Name extends QuestionName>(
    name: Name,
    ...values: HistoryQuestions[Name]['ask']
  ): Promise<HistoryQuestions[Name]['answer']> {
    const answer = this.#long.then(() => this.ask(name, ...values));
    this.#long = answer.catch(() => {});
    return answer;
  }

  /** See the question `removal`. */
  release(): void {
    this.#post('release');
  }

  #take(message: FromHistory): void {
    if (message.kind === 'write') {
      this.#store.write(message.statements, { durability: 'normal' }).then(
        ([first]) => this.#post({ kind: 'written', changes: first?.changes ?? 0 }),
        () => this.#post({ kind: 'written', changes: null }),
      );
      return;
    }
    if (message.kind === 'problem') {
      this.#lastProblem = { message: message.message, inWindows: message.inWindows };
      return this.#onProblem(message.message);
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.kind === 'answer') waiting?.resolve(message.value);
    else
      waiting?.reject(
        new AppError('STORE_UNAVAILABLE', `the history cannot be read (${message.code}: ${message.message})`),
      );
  }

  #end(): void {
    this.#ended = true;
    for (const waiting of this.#waiting.values())
      waiting.reject(new AppError('STORE_UNAVAILABLE', 'the local store is closed'));
    this.#waiting.clear();
  }
}
