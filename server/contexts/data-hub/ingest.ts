import type { SourceLimits } from '../../../shared/contract/sources.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import type { IncomingMessage, MessageOutcome, ReceiptRow } from './domain/batch.ts';
import type { HubMemory } from './domain/memory.ts';
import { planBatch, type BatchPlan, type PlanLimits } from './domain/plan-batch.ts';
import { keysToLookUp, pastToLookUp, readBatch } from './domain/read-batch.ts';
import { FairQueue, type BatchSize, type SourceFlow, type Unit } from './fair-queue.ts';
import { partOutcomeOf } from './domain/receipts.ts';
import type { DataHubStore } from './ports.ts';
import { storedBefore } from './stored-before.ts';

export interface IngestOptions {
  readonly store: Pick<DataHubStore, 'commit' | 'existing' | 'sampleAt'>;
  readonly memory: HubMemory;
  readonly limits: Omit<PlanLimits, 'keptUnreadable' | 'names'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Milliseconds of a clock that never jumps. */
  readonly monotonicNow: () => number;
  /** Called after each commit, before the batch is acknowledged. */
  readonly committed: (plan: BatchPlan) => void;
  /** Called when a commit fails and when one works (null). */
  readonly failing: (error: Error | null) => void;
}

/** What became of the units that must count once. */
function receiptsOf(units: readonly Unit[], outcomes: readonly MessageOutcome[]): ReceiptRow[] {
  let place = 0;
  return units.flatMap(({ messages, receipt }) => {
    const own = outcomes.slice(place, (place += messages.length));
    if (receipt === undefined) return [];
    const { key, hash, part, lines } = receipt;
    return [{ key, hash, part, ...partOutcomeOf(own, lines) }];
  });
}

export interface RefusedNames {
  readonly values: number;
  /** Epoch milliseconds; null before the first. */
  readonly at: number | null;
}

interface Job {
  readonly run: () => Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const BATCH: BatchSize = { messages: 1_000, bytes: 4 * 1_048_576 };
/** Where several sources send, a batch that takes longer makes the next ones smaller, down to a sixteenth. */
const LONG_BATCH_MS = 100;
const SMALLEST_SHARE = 1 / 16;
/** A source that has sent nothing for so long does not count as sending. */
const SENDING_WITHIN_MS = 10_000;
/** What a limit lets through in less time is not worth a transaction. */
const LEAST_PAUSE_MS = 20;
/**
 * A commit costs as much as hundreds of messages, and each tag in it as much as some samples. Where more than these messages come in a
 * second, a batch is begun this long after the one before at the earliest, unless nothing comes for a while. Where that is so after few
 * looks, senders may be waiting to be told that theirs are safe. The while is longer than the pauses of a sender that sends what it has some
 * dozens of times a second. A plant in which somebody may be looking at values ten times a second has them shown so.
 */
const GATHERING = [
  { abovePerSecond: 800, forMs: 400, lookMs: 100 },
  { abovePerSecond: 300, forMs: 100, lookMs: 50 },
];
const FEW_LOOKS = 2;
/** A pause in the reading of a socket ends so long before a look does, to which it would be one of the senders. */
const READ_BEFORE_LOOK_MS = 10;
/** So long after a value without a time of its own no socket is left unread: the next such value would get the time of its reading. */
const UNTIMED_WITHIN_MS = 60_000;
const NO_GATHERING_MS = 1_000;
const RETRY_FIRST_MS = 200;
const RETRY_LAST_MS = 2_000;

/**
 * The way from the sources to the store: batches one after the other, each as large as what came in while the one before
 * was written, so that a quiet plant has no delay and a busy one few commits. Each batch takes from all sources in turn.
 * A batch that cannot be written is tried again until it can; meanwhile nothing is acknowledged and the senders wait.
 */
export class Ingest {
  readonly #options: IngestOptions;
  readonly #queue = new FairQueue();
  readonly #turnedAway = new Map<string, number>();
  readonly #refusedNames = new Map<string, RefusedNames>();
  /** When each source last sent something, by the monotonic clock. */
  readonly #sentAt = new Map<string, number>();
  #share = 1;
  /** Messages taken so far, and how many each second when the last batch was begun. */
  #taken = 0;
  #perSecond = 0;
  #takenAtBatch = 0;
  #batchAt = -Infinity;
  #gatherFrom = -Infinity;
  /** When a value without a time of its own last came, by the monotonic clock. */
  #untimedAt = -Infinity;
  #inHand = 0;
  #running = false;
  #closed = false;
  #jobs: Job[] = [];
  #idle: PromiseWithResolvers<void> | null = null;
  #wake: (() => void) | null = null;
  #wakeFromLimit: (() => void) | null = null;
  readonly #planLimits: PlanLimits;
  #isBehind: (source: string) => boolean = () => false;

  constructor(options: IngestOptions) {
    this.#options = options;
    this.#planLimits = {
      ...options.limits,
      keptUnreadable: (source) => this.#queue.limitsOf(source).keptUnreadable,
      names: (source) => this.#queue.limitsOf(source).names,
    };
  }

  /** Messages taken and not yet committed. */
  get waiting(): number {
    return this.#queue.messages + this.#inHand;
  }

  /**
   * For how many milliseconds messages may be left in the socket they come through, 0 for not at all: at most until the next batch is begun.
   * Not where values come that have no time of their own, unless they are so rare that nothing is worked out of their distances.
   */
  get readPauseMs(): number {
    const now = this.#options.monotonicNow();
    const gathering = this.#gathering;
    if (gathering === undefined || !this.#canGather || now < this.#untimedAt + UNTIMED_WITHIN_MS) return 0;
    const { forMs, lookMs } = gathering;
    const left = this.#batchAt + forMs - now;
    const untilFullMs = ((this.#batchSize().messages - this.#queue.messages) * 1_000) / this.#perSecond;
    return Math.max(0, Math.min(left, lookMs - READ_BEFORE_LOOK_MS, untilFullMs));
  }

  /** Whether nothing makes the next batch begin at once. */
  get #canGather(): boolean {
    return !this.#closed && this.#jobs.length === 0 && this.#queue.messages < this.#batchSize().messages;
  }

  /** How batches are gathered now, where they are. */
  get #gathering(): (typeof GATHERING)[number] | undefined {
    if (this.#options.monotonicNow() < this.#gatherFrom) return undefined;
    return GATHERING.find(({ abovePerSecond }) => this.#perSecond > abovePerSecond);
  }

  setLimits(source: string, limits: SourceLimits): void {
    this.#queue.setLimits(source, limits);
    this.#wakeFromLimit?.();
  }

  limitsOf(source: string): SourceLimits {
    return this.#queue.limitsOf(source);
  }

  /** A source has no turn while this says that what follows from its values is behind; asked before each batch. */
  holdWhile(isBehind: (source: string) => boolean): void {
    this.#isBehind = isBehind;
  }

  /** Its times are epoch milliseconds. */
  flowOf(source: string): SourceFlow {
    const { waiting, limitedSince, behindSince } = this.#queue.flowOf(source);
    const { now, monotonicNow } = this.#options;
    const onClock = (at: number | null) => (at === null ? null : now() - (monotonicNow() - at));
    return { waiting, limitedSince: onClock(limitedSince), behindSince: onClock(behindSince) };
  }

  /**
   * Takes a message. Returns a promise when so many of its source wait for their commit that the sender should wait too;
   * the message is taken either way.
   */
  receive(message: IncomingMessage): Promise<void> | undefined {
    return this.receiveUnit({ source: message.source, messages: [message] });
  }

  /** The same for messages that are written together. */
  receiveUnit(unit: Unit): Promise<void> | undefined {
    if (this.#closed) return undefined;
    this.#sentAt.set(unit.source, this.#options.monotonicNow());
    this.#taken += unit.messages.length;
    const wait = this.#queue.add(unit);
    this.#start();
    this.#wakeFromLimit?.();
    return wait;
  }

  /** Counts values that a limit of their source has turned away. */
  turnAway(source: string, values: number): void {
    if (this.#closed) return;
    this.#turnedAway.set(source, (this.#turnedAway.get(source) ?? 0) + values);
    this.#start();
    this.#wakeFromLimit?.();
  }

  /** Runs `run` between two batches, while nothing is being written. */
  exclusively(run: () => Promise<void>): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#jobs.push({ run, resolve, reject });
    this.#start();
    this.#wakeFromLimit?.();
    return promise;
  }

  /** Resolves when everything taken so far is committed and every job has run. */
  settled(): Promise<void> {
    if (!this.#running) return Promise.resolve();
    this.#idle ??= Promise.withResolvers<void>();
    return this.#idle.promise;
  }

  /** Takes nothing more; resolves when the batch in hand has ended. What waits is never acknowledged. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#wake?.();
    this.#queue.close();
    this.#wakeFromLimit?.();
    await this.settled();
  }

  #start(): void {
    if (this.#running || this.#closed) return;
    this.#running = true;
    // After the current turn, so that everything one read of the socket brought is one batch.
    setImmediate(() => void this.#run());
  }

  get #hasWork(): boolean {
    return this.#queue.messages > 0 || this.#jobs.length > 0 || this.#turnedAway.size > 0;
  }

  async #run(): Promise<void> {
    while (!this.#closed && this.#hasWork) {
      await this.#runJobs();
      await this.#gather();
      await this.#batch();
    }
    this.#running = false;
    this.#idle?.resolve();
    this.#idle = null;
  }

  /** Apart from the loop, which would keep a batch in memory while the next is gathered. */
  async #batch(): Promise<void> {
    const units = this.#queue.take(this.#batchSize(), this.#options.monotonicNow(), this.#isBehind);
    if (units.length > 0 || this.#turnedAway.size > 0) await this.#process(units);
    else if (this.#queue.messages > 0) await this.#untilLimitAllows();
  }

  async #runJobs(): Promise<void> {
    // A job may ask for more of them, and the next batch must not come between.
    while (this.#jobs.length > 0)
      for (const job of this.#jobs.splice(0)) await job.run().then(job.resolve, job.reject);
  }

  /** What waits is held back: until a limit may allow something, a source may have caught up, or something else comes. */
  async #untilLimitAllows(): Promise<void> {
    const milliseconds = this.#queue.readyIn(this.#options.monotonicNow()) ?? 0;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, Math.max(milliseconds, LEAST_PAUSE_MS));
    this.#wakeFromLimit = () => {
      clearTimeout(timer);
      resolve();
    };
    await promise;
    this.#wakeFromLimit = null;
  }

  /** Waits for more messages where that makes fewer commits and nobody slower. */
  async #gather(): Promise<void> {
    const { monotonicNow } = this.#options;
    const gathering = this.#gathering;
    if (gathering !== undefined) {
      const { forMs, lookMs: wholeMs } = gathering;
      const until = this.#batchAt + forMs;
      const left = () => until - monotonicNow();
      for (let looks = 1; this.#canGather && left() > 0; looks += 1) {
        const before = this.#taken;
        const lookMs = Math.max(0, Math.min(wholeMs, left()));
        await new Promise((resolve) => setTimeout(resolve, lookMs));
        // What lies in the sockets counts too: after a turn that took longer it is read only now.
        await new Promise((resolve) => setImmediate(resolve));
        if (this.#taken > before) continue;
        // That nothing came in what was left of the time, which after a slow commit is short, says nothing.
        if (lookMs < wholeMs || left() <= 0) break;
        if (looks <= FEW_LOOKS) this.#gatherFrom = monotonicNow() + NO_GATHERING_MS;
        break;
      }
    }
    const now = monotonicNow();
    this.#perSecond = ((this.#taken - this.#takenAtBatch) * 1_000) / Math.max(now - this.#batchAt, 1);
    this.#takenAtBatch = this.#taken;
    this.#batchAt = now;
  }

  #batchSize(): BatchSize {
    return { messages: BATCH.messages * this.#share, bytes: BATCH.bytes * this.#share };
  }

  /** Keeps batches short while several sources send, so that none waits long for the batch in hand of another. */
  #adapt(tookMs: number, now: number): void {
    const sending = [...this.#sentAt.values()].filter((at) => now - at < SENDING_WITHIN_MS).length;
    if (sending <= 1) this.#share = 1;
    else if (tookMs > LONG_BATCH_MS) this.#share = Math.max(this.#share / 2, SMALLEST_SHARE);
    else if (tookMs < LONG_BATCH_MS / 3) this.#share = Math.min(this.#share * 2, 1);
  }

  async #process(units: readonly Unit[]): Promise<void> {
    const { monotonicNow, memory, committed } = this.#options;
    const batch = units.flatMap(({ messages }) => messages);
    const turnedAway = new Map(this.#turnedAway);
    this.#turnedAway.clear();
    this.#inHand = batch.length;
    const startedAt = monotonicNow();
    const plan = await this.#write(units, batch, turnedAway);
    this.#inHand = 0;
    if (plan === null) return;
    memory.takeOver(plan);
    this.#noteRefused(plan);
    committed(plan);
    batch.forEach((message, index) => message.committed?.(plan.outcomes[index] as MessageOutcome));
    const endedAt = monotonicNow();
    this.#adapt(endedAt - startedAt, endedAt);
    this.#queue.letGo();
  }

  #noteRefused({ refusedNames }: BatchPlan): void {
    for (const [source, values] of refusedNames)
      this.#refusedNames.set(source, {
        values: values + this.refusedNamesOf(source).values,
        at: this.#options.now(),
      });
  }

  /** Values since the start of tags that a source might not make, and when the last came. */
  refusedNamesOf(source: string): RefusedNames {
    return this.#refusedNames.get(source) ?? { values: 0, at: null };
  }

  /** Plans and writes until it works; null when closed meanwhile. */
  async #write(
    units: readonly Unit[],
    batch: readonly IncomingMessage[],
    turnedAway: ReadonlyMap<string, number>,
  ): Promise<BatchPlan | null> {
    let lookUpAll = false;
    for (let retryMs = RETRY_FIRST_MS; !this.#closed; retryMs = Math.min(retryMs * 2, RETRY_LAST_MS)) {
      try {
        const plan = await this.#plan(units, batch, turnedAway, lookUpAll);
        await this.#options.store.commit(plan.write);
        this.#options.failing(null);
        return plan;
      } catch (error) {
        lookUpAll = error instanceof AppError && error.code === 'CONFLICT';
        this.#options.failing(error instanceof Error ? error : new Error(String(error)));
        await this.#pause(retryMs);
      }
    }
    return null;
  }

  async #plan(
    units: readonly Unit[],
    batch: readonly IncomingMessage[],
    turnedAway: ReadonlyMap<string, number>,
    lookUpAll: boolean,
  ): Promise<BatchPlan> {
    const { memory, store } = this.#options;
    const read = readBatch(batch, memory);
    if (!read.isTimed) this.#untimedAt = this.#options.monotonicNow();
    const keys = keysToLookUp(read, memory, lookUpAll);
    const existing = keys.length === 0 ? [] : await store.existing(keys);
    const past = await storedBefore(store, pastToLookUp(read, memory));
    const nextId = memory.tags.nextId;
    const plan = planBatch(read, memory, existing, nextId, this.#planLimits, turnedAway, past);
    const receipts = receiptsOf(units, plan.outcomes);
    return receipts.length === 0 ? plan : { ...plan, write: { ...plan.write, receipts } };
  }

  #pause(milliseconds: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, milliseconds);
    this.#wake = () => {
      clearTimeout(timer);
      resolve();
    };
    return promise;
  }
}
