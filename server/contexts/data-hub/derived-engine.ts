import { reason, textOfReason, type Reason } from '../../../shared/contract/reasons.ts';
import { QUALITY, type SignalValue } from '../../../shared/contract/common.ts';
import { Turns } from '../../../shared/util/turns.ts';
import type { IncomingMessage } from './domain/batch.ts';
import type { CommittedSamples } from './domain/batch-samples.ts';
import {
  countedIn,
  InputFollower,
  inputsOf,
  upstreamOf,
  type InputSample,
  type Moment,
  type StoredDerivation,
} from './domain/derived/derivation.ts';
import type { HubMemory } from './domain/memory.ts';
import { checkedValue, type Reading } from './domain/payload.ts';
import { heldSample } from './domain/state.ts';
import { isClockSuspect } from './domain/source-time.ts';
import { derivedAddress } from './domain/tags/registry.ts';
import type { DataHubStore } from './ports.ts';

/** The rules' language as derived tags use it, with its limits. Neither call rejects. */
export interface Expressions {
  /** What is wrong with an expression over these inputs; null where nothing is. */
  check(expression: string, inputs: readonly string[]): Promise<Reason | null>;
  evaluate(
    expression: string,
    inputs: Readonly<Record<string, SignalValue>>,
  ): Promise<
    | { readonly ok: true; readonly value: unknown }
    | { readonly ok: false; readonly message: string; readonly reason: Reason }
  >;
}

/** Why an expression gave no value: as programs read it, and to be told in any language. */
export interface DerivedFault {
  readonly text: string;
  readonly reason: Reason;
}

const faultOf = (why: Reason): DerivedFault => ({ text: textOfReason(why, 'en'), reason: why });

export interface DerivedEngineOptions {
  readonly memory: HubMemory;
  readonly store: DataHubStore;
  readonly now: () => number;
  readonly expressions: Expressions;
  readonly receive: (message: IncomingMessage) => Promise<void> | undefined;
}

/** Under which the values of all derived tags are counted. */
const TOPIC = '(derived tags)';
const SOURCE = 'derived';
/** Worked out at the same time, and then written together. */
const TOGETHER = 200;
/** A source that has caused more of them than this which wait is behind. */
const HIGH_WATER = 5_000;
/** Samples of an input worked out after a restart; what is older stays a gap. */
const CAUGHT_UP = 100_000;

/** A sample of an input, and by which source it came. */
interface Given {
  readonly tagId: number;
  readonly sample: InputSample;
  readonly source: string;
}

export interface Running {
  readonly tagId: number;
  readonly derivation: StoredDerivation;
  readonly follower: InputFollower;
  /** What waits until the derived tags among the inputs are worked out as of its time. */
  waiting: Given[];
  /** Times of what is due or being worked out, in its order. */
  readonly pending: number[];
  errors: number;
  lastError: DerivedFault | null;
}

interface Due {
  readonly of: Running;
  readonly moment: Moment;
  /** Of the sample that made it due. */
  readonly source: string;
}

/**
 * Works derived tags out as samples of their inputs are committed, in the inputs' own time, and has the results stored like
 * signals. What was committed before an end of the program and not worked out is worked out at the next start, from the
 * history: the same moments in the same order give the same values. Tags with much to work out take turns with the others.
 */
export class DerivedEngine {
  readonly #options: DerivedEngineOptions;
  readonly #running = new Map<number, Running>();
  readonly #byInput = new Map<number, Running[]>();
  /** Each tag in its own lane, so that its moments stay in their order. */
  readonly #due = new Turns<Due>();
  /** Of what is due, and of what waits to be. */
  readonly #dueBySource = new Map<string, number>();
  /** Those with something waiting. */
  readonly #held = new Set<Running>();
  #working: Promise<void> | null = null;
  #closed = false;

  constructor(options: DerivedEngineOptions) {
    this.#options = options;
  }

  /** Takes up every derivation that is kept, and works out what was left undone. */
  async start(): Promise<void> {
    const { memory, store } = this.#options;
    const kept = (await store.derived.all()).filter(({ tagId }) => memory.tags.tagWith(tagId) !== undefined);
    // All run before the first takes anything: what depends on another waits for it, in whatever order they are kept.
    const running = kept.map(({ tagId, derivation }) => this.run(tagId, derivation));
    for (const each of running) await this.catchUp(each);
    this.work();
  }

  /** Whether this does not keep up with what a source sends. Derived tags never wait for those derived of them. */
  isBehind(source: string): boolean {
    return source !== SOURCE && (this.#dueBySource.get(source) ?? 0) > HIGH_WATER;
  }

  runningWith(tagId: number): Running | undefined {
    return this.#running.get(tagId);
  }

  get isWorking(): boolean {
    return this.#working !== null;
  }

  /** Resolves when all that has been committed is worked out and handed on. */
  async idle(): Promise<void> {
    while (this.#working !== null) await this.#working;
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#due.clear();
    this.#held.clear();
    return this.idle();
  }

  /** Late samples change the past and work nothing out, as they trigger no judgment. */
  committed(samples: CommittedSamples): void {
    if (this.#byInput.size === 0) return;
    const touched = new Map<Running, string>();
    for (const sample of samples.of(({ id }) => this.#byInput.has(id))) {
      if (sample.late || isClockSuspect(sample)) continue;
      const tagId = this.#options.memory.tags.tagAtPlace(sample.path)?.id;
      for (const running of (tagId === undefined ? undefined : this.#byInput.get(tagId)) ?? []) {
        touched.set(running, sample.source);
        this.#give(running, { tagId: tagId ?? 0, sample, source: sample.source });
      }
    }
    for (const [running, source] of touched) this.#add(running, running.follower.close(), source);
    this.work();
  }

  /** A tag that is derived of derived ones takes nothing before these are as far: else it would be worked out half old, half new. */
  #give(to: Running, given: Given): void {
    if (inputsOf(to.derivation).some(({ tagId }) => this.#running.has(tagId))) {
      to.waiting.push(given);
      this.#held.add(to);
      this.#count(given.source, 1);
    } else this.#add(to, to.follower.take(given.tagId, given.sample), given.source);
  }

  /** Takes up what waited, as far as all that it depends on is worked out. */
  #settle(): void {
    for (const running of this.#held) {
      const until = this.#workedOutUntil(running);
      const ready = running.waiting.filter(({ sample }) => sample.at < until);
      if (ready.length === 0) continue;
      running.waiting = running.waiting.filter(({ sample }) => sample.at >= until);
      if (running.waiting.length === 0) this.#held.delete(running);
      for (const { tagId, sample, source } of ready.toSorted((a, b) => a.sample.at - b.sample.at)) {
        this.#count(source, -1);
        this.#add(running, running.follower.take(tagId, sample), source);
      }
      this.#add(running, running.follower.close(), ready.at(-1)?.source);
    }
  }

  /** Before this time nothing is left to be worked out of what a tag depends on. */
  #workedOutUntil({ derivation }: Running): number {
    let until = Infinity;
    for (const id of upstreamOf(derivation, (tagId) => this.#running.get(tagId)?.derivation)) {
      const running = this.#running.get(id);
      if (running === undefined) continue;
      for (const at of running.pending) until = Math.min(until, at);
      for (const { sample } of running.waiting) until = Math.min(until, sample.at);
    }
    return until;
  }

  #add(of: Running, moment: Moment | null, source = SOURCE): void {
    if (moment === null) return;
    of.pending.push(moment.at);
    this.#due.add(`${of.tagId}`, { of, moment, source });
    this.#count(source, 1);
  }

  #count(source: string, more: number): void {
    this.#dueBySource.set(source, (this.#dueBySource.get(source) ?? 0) + more);
  }

  /** What is worked out next, each tag in turn. */
  #take(): Due[] {
    const taken: Due[] = [];
    for (let due; taken.length < TOGETHER && (due = this.#due.take()) !== undefined; taken.push(due))
      this.#count(due.source, -1);
    return taken;
  }

  run(tagId: number, derivation: StoredDerivation): Running {
    this.stop(tagId);
    const running: Running = {
      tagId,
      derivation,
      follower: new InputFollower(derivation),
      waiting: [],
      pending: [],
      errors: 0,
      lastError: null,
    };
    this.#running.set(tagId, running);
    for (const id of new Set(inputsOf(derivation).map((input) => input.tagId)))
      this.#byInput.set(id, [...(this.#byInput.get(id) ?? []), running]);
    return running;
  }

  stop(tagId: number): void {
    const running = this.#running.get(tagId);
    if (running === undefined) return;
    this.#running.delete(tagId);
    this.#held.delete(running);
    for (const { source } of running.waiting) this.#count(source, -1);
    running.waiting = [];
    for (const [id, all] of this.#byInput) {
      const others = all.filter((each) => each !== running);
      if (others.length === 0) this.#byInput.delete(id);
      else this.#byInput.set(id, others);
    }
  }

  /** From where the tag's own history ends; a tag without any begins with what its inputs have now. */
  async catchUp(running: Running): Promise<void> {
    const { memory, store } = this.#options;
    const since = memory.tags.tagWith(running.tagId)?.newestAt ?? -Infinity;
    const newer: { tagId: number; sample: Awaited<ReturnType<DataHubStore['samplesBetween']>>[number] }[] =
      [];
    for (const tagId of new Set(inputsOf(running.derivation).map((input) => input.tagId))) {
      const tag = memory.tags.tagWith(tagId);
      if (tag?.last == null) continue;
      if (since === -Infinity) {
        running.follower.take(tagId, tag.last);
        continue;
      }
      // The newest may be one that is not stored.
      const before = tag.last.at <= since ? tag.last : await store.sampleAt(tagId, since);
      if (before !== undefined) running.follower.start(tagId, before);
      if (tag.newestAt <= since) continue;
      const samples = await store.samplesBetween(tagId, since, tag.newestAt);
      const held = heldSample(tag);
      if (held !== null) samples.push(held);
      newer.push(...samples.slice(-CAUGHT_UP).map((sample) => ({ tagId, sample })));
    }
    for (const { tagId, sample } of newer.sort((a, b) => a.sample.at - b.sample.at))
      this.#give(running, { tagId, sample, source: SOURCE });
    this.#add(running, running.follower.close());
  }

  work(): void {
    if (this.#working !== null || this.#closed || this.#due.size + this.#held.size === 0) return;
    this.#working = this.#workAll().finally(() => {
      this.#working = null;
      this.work();
    });
  }

  async #workAll(): Promise<void> {
    while (this.#due.size + this.#held.size > 0 && !this.#closed) {
      this.#settle();
      const taken = this.#take();
      const readings = await Promise.all(taken.map((due) => this.#readingOf(due)));
      await this.#hand(readings.filter((reading) => reading !== null));
      for (const { of } of taken) of.pending.shift();
    }
  }

  /** Resolves when they are committed: what follows from them is due by then. */
  #hand(readings: readonly Reading[]): Promise<void> {
    if (readings.length === 0 || this.#closed) return Promise.resolve();
    return new Promise((resolve) => {
      void this.#options.receive({
        source: SOURCE,
        topic: TOPIC,
        payload: new Uint8Array(),
        receivedAt: this.#options.now(),
        retained: false,
        delivery: null,
        content: { readings, faults: [] },
        committed: () => resolve(),
      });
    });
  }

  async #readingOf({ of, moment }: Due): Promise<Reading | null> {
    const result = await this.resultOf(of.derivation, moment);
    if (result === null) return null;
    if (result.error !== null) {
      of.errors += 1;
      of.lastError = result.error;
    }
    return {
      path: derivedAddress(of.tagId),
      value: result.value,
      quality: result.error === null ? moment.quality : QUALITY.bad,
      at: moment.at,
      seq: null,
      clockSuspect: false,
      kind: 'live',
    };
  }

  async resultOf(
    derivation: StoredDerivation,
    moment: Moment,
  ): Promise<{ readonly value: SignalValue | null; readonly error: DerivedFault | null } | null> {
    if (derivation.kind !== 'expression') {
      const modulus = this.#options.memory.tags.settingsOf(derivation.tagId).counter.modulus;
      const counted = countedIn(moment, derivation, modulus);
      return counted === undefined ? null : { value: counted, error: null };
    }
    const inputs: Record<string, SignalValue> = {};
    for (const [name, { value }] of moment.inputs) {
      if (value === null) return { value: null, error: null };
      inputs[name] = value;
    }
    const result = await this.#options.expressions.evaluate(derivation.expression, inputs);
    if (!result.ok) return { value: null, error: { text: result.message, reason: result.reason } };
    const { value } = result;
    if (typeof value !== 'number' && typeof value !== 'boolean' && typeof value !== 'string')
      return { value: null, error: faultOf(reason('tagGivesNoValue')) };
    const checked = checkedValue(value);
    return checked.ok
      ? { value: checked.value, error: null }
      : { value: null, error: faultOf(checked.reason) };
  }

  /** A new derivation begins with what its inputs have now. */
  begin(tagId: number): void {
    const running = this.#running.get(tagId);
    if (running === undefined) return;
    for (const input of inputsOf(running.derivation)) {
      const last = this.#options.memory.tags.tagWith(input.tagId)?.last;
      if (last != null) running.follower.take(input.tagId, last);
    }
    this.#add(running, running.follower.close());
    this.work();
  }
}
