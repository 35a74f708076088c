import { Cron } from 'croner';
import type { Judgment } from '../../../shared/contract/judgment.ts';
import { Turns } from '../../../shared/util/turns.ts';
import type { BoundRuleset, BoundRulesets } from './bound-rulesets.ts';
import type { TagReadings } from './ports.ts';

/** Judgments under way at a time: enough for full rule workers beside a full group of writes. */
const UNDER_WAY = 128;
/** A source that has caused more judgments than this which wait is behind. */
const MAX_WAITING = 400;
const STALE_CHECK_MS = 1_000;
/** Whose turn judgments are that no source causes. */
const CLOCK = '(clock)';

interface Pending {
  readonly bound: BoundRuleset;
  /** Of the value that opened the span. */
  readonly source: string;
  readonly firstAt: number;
  lastAt: number;
  timer?: NodeJS.Timeout;
}

export interface TriggerDependencies {
  readonly bound: BoundRulesets;
  readonly readings: TagReadings;
  readonly clock: () => number;
  /** Takes the readings of this moment; what it returns judges them. */
  readonly prepareBound: (
    bound: BoundRuleset,
    at: number,
    trigger: Judgment['trigger'],
  ) => () => Promise<unknown>;
  readonly onError: (error: unknown) => void;
}

/**
 * Decides when a bound ruleset is judged.
 *
 * `change` works in the signals' own time: values that arrive within `debounceMs` (source time) of the first are
 * judged together, as of the newest of them; a later value, or `debounceMs` on the clock, closes the span. So a
 * replay at any speed gives the judgments that live running would have given.
 *
 * Data that stops coming triggers nothing, so every second the clock looks for bound rulesets whose required inputs
 * have outlived `maxAgeSeconds`: judged once as of now, which is a `HOLD INPUT_STALE`.
 *
 * Where more is to be judged than can be at once, the sources whose values caused it take turns.
 */
export class Triggers {
  readonly #dependencies: TriggerDependencies;
  readonly #pending = new Map<string, Pending>();
  readonly #stale = new Set<string>();
  /** By `id@version`: a ruleset that stays as it is keeps its rhythm. */
  #schedules = new Map<string, { stop(): void }>();
  readonly #turns = new Turns<() => Promise<unknown>>();
  /** Where judgments of a machine and ruleset wait: all in one lane, so that they are begun in their order. */
  readonly #lanes = new Map<string, { readonly lane: string; waiting: number }>();
  #underWay = 0;
  #staleTimer: NodeJS.Timeout | undefined;

  constructor(dependencies: TriggerDependencies) {
    this.#dependencies = dependencies;
  }

  start(): void {
    this.#staleTimer = setInterval(() => this.#checkStale(), STALE_CHECK_MS);
  }

  /** Starts nothing new; what has come in already is still judged (see `idle`). */
  stop(): void {
    clearInterval(this.#staleTimer);
    this.reschedule([]);
    for (const pending of [...this.#pending.values()]) this.#flush(pending);
  }

  /** Starts the intervals and schedules of new versions and ends those of replaced ones. */
  reschedule(rulesets: readonly BoundRuleset['ruleset'][]): void {
    const before = this.#schedules;
    this.#schedules = new Map();
    for (const ruleset of rulesets) {
      const key = `${ruleset.id}@${ruleset.version}`;
      const schedule = before.get(key) ?? this.#schedule(ruleset);
      if (schedule !== undefined) this.#schedules.set(key, schedule);
      before.delete(key);
    }
    for (const schedule of before.values()) schedule.stop();
  }

  /**
   * New values in the order they came. The readings hold all of them already and answer for any recent time, so each
   * judgment sees what was known at its own time. Late values change the past and trigger nothing.
   */
  samplesCommitted(samples: readonly { path: string; at: number; late: boolean; source: string }[]): void {
    for (const { path, at, late, source } of samples) {
      if (late) continue;
      for (const bound of this.#dependencies.bound.feeding(path)) this.#changed(bound, at, source);
    }
    for (const pending of this.#pending.values()) if (pending.timer === undefined) this.#flush(pending);
  }

  /** Whether judging does not keep up with what a source sends. */
  isBehind(source: string): boolean {
    return this.#turns.sizeOf(source) > MAX_WAITING;
  }

  /** Resolves when no judgment waits or is under way any more. */
  async idle(): Promise<void> {
    while (this.#underWay > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  #changed(bound: BoundRuleset, at: number, source: string): void {
    const { trigger } = bound.ruleset.manifest;
    if (trigger.kind !== 'change') return;
    const known = this.#pending.get(bound.key);
    if (known !== undefined) {
      const isOver = at > known.lastAt && at - known.firstAt >= trigger.debounceMs;
      if (!isOver) {
        known.lastAt = Math.max(known.lastAt, at);
        return;
      }
      this.#flush(known);
    }
    const pending: Pending = { bound, source, firstAt: at, lastAt: at };
    this.#pending.set(bound.key, pending);
    if (trigger.debounceMs > 0) pending.timer = setTimeout(() => this.#flush(pending), trigger.debounceMs);
  }

  #flush(pending: Pending): void {
    clearTimeout(pending.timer);
    this.#pending.delete(pending.bound.key);
    // A version that was activated meanwhile judges what came before it too.
    const bound = this.#dependencies.bound.current(pending.bound.key);
    if (bound !== undefined) this.#execute(bound, pending.lastAt, 'change', pending.source);
  }

  #execute(bound: BoundRuleset, at: number, trigger: Judgment['trigger'], source = CLOCK): void {
    const judge = this.#dependencies.prepareBound(bound, at, trigger);
    const place = this.#lanes.get(bound.key) ?? { lane: source, waiting: 0 };
    this.#lanes.set(bound.key, place);
    place.waiting += 1;
    this.#turns.add(place.lane, () => {
      place.waiting -= 1;
      if (place.waiting === 0) this.#lanes.delete(bound.key);
      return judge();
    });
    this.#next();
  }

  #next(): void {
    while (this.#underWay < UNDER_WAY) {
      const judge = this.#turns.take();
      if (judge === undefined) return;
      this.#underWay += 1;
      judge()
        .catch(this.#dependencies.onError)
        .finally(() => {
          this.#underWay -= 1;
          this.#next();
        });
    }
  }

  #checkStale(): void {
    const now = this.#dependencies.clock();
    for (const bound of this.#dependencies.bound.all()) {
      if (bound.ruleset.manifest.trigger.kind !== 'change') continue;
      if (!this.#isStale(bound, now)) this.#stale.delete(bound.key);
      else if (!this.#stale.has(bound.key) && !this.#pending.has(bound.key)) {
        this.#stale.add(bound.key);
        this.#execute(bound, now, 'stale');
      }
    }
  }

  #schedule({ id, manifest: { trigger } }: BoundRuleset['ruleset']): { stop(): void } | undefined {
    const run = (kind: 'interval' | 'schedule') => {
      for (const bound of this.#dependencies.bound.all()) {
        if (bound.ruleset.id === id) this.#execute(bound, this.#dependencies.clock(), kind);
      }
    };
    if (trigger.kind === 'interval') {
      const timer = setInterval(() => run('interval'), trigger.everySeconds * 1000);
      return { stop: () => clearInterval(timer) };
    }
    if (trigger.kind !== 'schedule') return undefined;
    return new Cron(trigger.cron, { timezone: trigger.timezone }, () => run('schedule'));
  }

  #isStale({ ruleset, tags }: BoundRuleset, now: number): boolean {
    return ruleset.manifest.inputs.some((input) => {
      const path = tags.get(input.name);
      if (input.optional || input.maxAgeSeconds === undefined || path === undefined) return false;
      const reading = this.#dependencies.readings.now(path, input.take, input.windowSeconds, now);
      return reading !== undefined && now - reading.at > input.maxAgeSeconds * 1000;
    });
  }
}
