import type { Witness } from '../../../../../shared/contract/ruleset-check.ts';
import type { ScriptRun } from '../../ports.ts';
import type { Turn } from './context.ts';
import type { Samples } from './samples.ts';
import type { State } from './state.ts';

export interface Ran {
  readonly inputs: Witness;
  readonly outcome: ScriptRun;
}

/** What runs have shown of one condition. */
export interface Shown {
  count: number;
  held: number;
}

export const placeKey = (line: number, column: number): string => `${line}:${column}`;

/** Runs a script over many inputs and remembers what they showed, one run of each kind. */
export class Runs {
  count = 0;
  isComplete = true;
  /** The first run that ended in each error, by code and place. */
  readonly errors = new Map<string, Ran>();
  /** Runs that ended without an error but cannot be judged by. */
  readonly unjudged: Ran[] = [];
  readonly conditions = new Map<string, Shown>();
  /** Runs by which conditions held in them: one of each. */
  readonly ways = new Map<string, Ran>();
  readonly #run: (inputs: Witness) => ScriptRun;
  readonly #samples: Samples;
  readonly #isLate: () => boolean;

  constructor(run: (inputs: Witness) => ScriptRun, samples: Samples, isLate: () => boolean) {
    this.#run = run;
    this.#samples = samples;
    this.#isLate = isLate;
  }

  /** Runs inputs (within what is known in a state) until `isDone`; false where time or turns ran out first. */
  search(most: number, state: State | undefined, isDone: () => boolean): boolean {
    for (let turn = 0; turn < most; turn++) {
      if (isDone()) return true;
      if (turn % 16 === 0 && this.#isLate()) {
        this.isComplete = false;
        return false;
      }
      this.one(this.#samples.inputs(state));
    }
    return isDone();
  }

  one(inputs: Witness): Ran {
    const outcome = this.#run(inputs);
    const ran = { inputs, outcome };
    this.count += 1;
    let way = '';
    for (const { line, column, count, firedCount, values } of outcome.trace) {
      const key = placeKey(line, column);
      const shown = this.conditions.get(key) ?? { count: 0, held: 0 };
      shown.count += count;
      shown.held += firedCount;
      this.conditions.set(key, shown);
      if (shown.held === 0 || shown.held === shown.count) this.#meet(values, inputs);
      way += firedCount === 0 ? '0' : firedCount === count ? '1' : '2';
    }
    if (outcome.error !== null) {
      const { code, line, column } = outcome.error;
      const key = `${code} ${placeKey(line, column)}`;
      if (!this.errors.has(key)) this.errors.set(key, ran);
    } else if (!outcome.isJudged && this.unjudged.length < 200) this.unjudged.push(ran);
    const key = `${way} ${outcome.trace.length}`;
    if (outcome.ok && this.ways.size < 2_000 && !this.ways.has(key)) this.ways.set(key, ran);
    return ran;
  }

  /** As long as a condition was only ever one of both. */
  #meet(values: ScriptRun['trace'][number]['values'], inputs: Witness): void {
    for (const [name, value] of Object.entries(values))
      if (typeof value === 'number' && !Object.hasOwn(inputs, name)) this.#samples.meet(value);
  }
}

/** Whether a run took these branches. */
export function goes({ trace }: ScriptRun, path: readonly Turn[]): boolean {
  return path.every(({ at, branch }) => {
    if (branch === 'loop' || branch === 'catch') return true;
    const entry = trace.find(({ line, column }) => line === at[0] && column === at[1]);
    if (entry === undefined) return false;
    if (branch === 'yes') return entry.firedCount > 0;
    if (branch === 'no' || branch === '_') return entry.firedCount < entry.count;
    return entry.firedCount > 0;
  });
}
