import { DEFAULT_SOURCE_LIMITS, type SourceLimits } from '../../../shared/contract/sources.ts';
import type { IncomingMessage, Receipt } from './domain/batch.ts';

/** Messages of one source that are written in one transaction or not at all. */
export interface Unit {
  readonly source: string;
  readonly messages: readonly IncomingMessage[];
  /** Written with them, so that they count once. */
  readonly receipt?: Receipt;
}

/** How a source's queue is. */
export interface SourceFlow {
  /** Messages taken in and not yet chosen for a batch. */
  readonly waiting: number;
  /** Since when its limit of messages each second holds some back, epoch milliseconds of the caller's clock. */
  readonly limitedSince: number | null;
  /** Since when it has no turn because what follows from its values does not keep up; likewise. */
  readonly behindSince: number | null;
}

/** What a batch may hold at most; its last unit may go beyond. */
export interface BatchSize {
  readonly messages: number;
  readonly bytes: number;
}

/** Above this the source's sender is told to wait; it goes on below half of it. */
const HIGH_WATER = 4_000;
const HIGH_WATER_BYTES = 16 * 1_048_576;
/** What a source may send in its turn, in bytes of messages: about a hundred small ones. */
const TURN_BYTES = 64 * 1_024;

/** Bytes a message costs while it waits, its objects included. */
function weightOf(message: IncomingMessage): number {
  return message.payload.length + 500;
}

interface Waiting {
  readonly unit: Unit;
  readonly bytes: number;
}

/** One source's units, oldest first, and what it may still send. Times are milliseconds of a clock that never jumps. */
class SourceQueue {
  readonly source: string;
  messages = 0;
  bytes = 0;
  deficit = 0;
  limitedSince: number | null = null;
  behindSince: number | null = null;
  release: PromiseWithResolvers<void> | null = null;
  /** Those before `#head` are gone. */
  #units: (Waiting | undefined)[] = [];
  #head = 0;
  #limits = DEFAULT_SOURCE_LIMITS;
  #allowance = 0;
  #allowedAt = -Infinity;

  constructor(source: string) {
    this.source = source;
  }

  get limits(): SourceLimits {
    return this.#limits;
  }

  set limits(limits: SourceLimits) {
    this.#limits = limits;
    this.#allowance = 0;
    this.#allowedAt = -Infinity;
  }

  get isFull(): boolean {
    return this.messages >= HIGH_WATER || this.bytes >= HIGH_WATER_BYTES;
  }

  add(unit: Unit): void {
    const bytes = unit.messages.reduce((sum, message) => sum + weightOf(message), 0);
    this.#units.push({ unit, bytes });
    this.messages += unit.messages.length;
    this.bytes += bytes;
  }

  /** The oldest unit, where the limit of messages each second lets it go now. */
  next(now: number): Waiting | undefined {
    const first = this.#units[this.#head];
    if (first === undefined || this.#limits.perSecond === null) return first;
    this.#refill(this.#limits.perSecond, now);
    return this.#allowance > 0 ? first : undefined;
  }

  shift({ unit, bytes }: Waiting): void {
    // Else messages would outlive their commit, and the collector would carry them on.
    this.#units[this.#head] = undefined;
    this.#head += 1;
    if (this.#head > 1_000 && this.#head * 2 > this.#units.length) {
      this.#units = this.#units.slice(this.#head);
      this.#head = 0;
    }
    this.messages -= unit.messages.length;
    this.bytes -= bytes;
    this.deficit -= bytes;
    // May go below zero: a unit larger than what is left is taken whole and paid for afterwards.
    if (this.#limits.perSecond !== null) this.#allowance -= unit.messages.length;
  }

  /** Milliseconds until the limit lets the oldest unit go. */
  heldFor(now: number): number {
    const { perSecond } = this.#limits;
    if (perSecond === null) return 0;
    this.#refill(perSecond, now);
    return this.#allowance > 0 ? 0 : (-this.#allowance * 1_000) / perSecond + 1;
  }

  /** A second's worth may be saved up, so that a source that sends in bursts has its limit on average. */
  #refill(perSecond: number, now: number): void {
    const earned = ((now - this.#allowedAt) * perSecond) / 1_000;
    this.#allowance = Math.min(this.#allowance + earned, Math.max(perSecond, 1));
    this.#allowedAt = now;
  }

  letGo(): void {
    if (this.messages > HIGH_WATER / 2 || this.bytes > HIGH_WATER_BYTES / 2) return;
    this.release?.resolve();
    this.release = null;
  }
}

/**
 * Everything that waits for its commit, each source in a queue of its own, served in turn by bytes (deficit round
 * robin, Shreedhar and Varghese 1995): a source that floods waits for itself, the others get their share of each batch.
 * Times are milliseconds of a clock that never jumps.
 */
export class FairQueue {
  readonly #queues = new Map<string, SourceQueue>();
  /** The sources that have something, in the order of their turns. */
  readonly #turns: SourceQueue[] = [];
  #messages = 0;

  /** Messages that wait. */
  get messages(): number {
    return this.#messages;
  }

  setLimits(source: string, limits: SourceLimits): void {
    this.#queue(source).limits = limits;
  }

  limitsOf(source: string): SourceLimits {
    return this.#queues.get(source)?.limits ?? DEFAULT_SOURCE_LIMITS;
  }

  flowOf(source: string): SourceFlow {
    const queue = this.#queues.get(source);
    return {
      waiting: queue?.messages ?? 0,
      limitedSince: queue?.limitedSince ?? null,
      behindSince: queue?.behindSince ?? null,
    };
  }

  /** Takes a unit. Returns a promise where so much of its source waits that the sender should wait too. */
  add(unit: Unit): Promise<void> | undefined {
    const queue = this.#queue(unit.source);
    if (queue.messages === 0) this.#turns.push(queue);
    queue.add(unit);
    this.#messages += unit.messages.length;
    if (!queue.isFull) return undefined;
    queue.release ??= Promise.withResolvers<void>();
    return queue.release.promise;
  }

  /**
   * The next batch, fairly from all sources that have something their limit lets go and that are not behind; may be empty.
   */
  take(size: BatchSize, now: number, isBehind: (source: string) => boolean = () => false): Unit[] {
    const units: Unit[] = [];
    let { messages, bytes } = size;
    let heldBack = 0;
    while (messages > 0 && bytes > 0 && heldBack < this.#turns.length) {
      const queue = this.#turns.shift() as SourceQueue;
      queue.deficit += TURN_BYTES;
      const isHeld = isBehind(queue.source);
      let waiting = isHeld ? undefined : queue.next(now);
      heldBack = waiting === undefined ? heldBack + 1 : 0;
      while (waiting !== undefined && queue.deficit > 0 && messages > 0 && bytes > 0) {
        queue.shift(waiting);
        units.push(waiting.unit);
        messages -= waiting.unit.messages.length;
        bytes -= waiting.bytes;
        waiting = queue.next(now);
      }
      if (queue.messages > 0) this.#turns.push(queue);
      queue.behindSince = isHeld ? (queue.behindSince ?? now) : null;
      if (queue.messages === 0) queue.limitedSince = null;
      else if (waiting === undefined && !isHeld) queue.limitedSince ??= now;
      // Who has nothing left saves nothing up; whom its limit holds back has no claim for that time.
      if (waiting === undefined) queue.deficit = Math.min(queue.deficit, 0);
    }
    this.#messages -= units.reduce((sum, unit) => sum + unit.messages.length, 0);
    return units;
  }

  /** Milliseconds until a limit lets something go; 0 where something may go now, undefined where nothing waits. */
  readyIn(now: number): number | undefined {
    const times = this.#turns.map((queue) => queue.heldFor(now));
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Tells the senders that may go on; after a batch of theirs is committed. */
  letGo(): void {
    for (const queue of this.#queues.values()) if (queue.release !== null) queue.letGo();
  }

  /** Tells all to go on: nothing more is taken. */
  close(): void {
    for (const queue of this.#queues.values()) queue.release?.resolve();
  }

  #queue(source: string): SourceQueue {
    let queue = this.#queues.get(source);
    if (queue === undefined) this.#queues.set(source, (queue = new SourceQueue(source)));
    return queue;
  }
}
