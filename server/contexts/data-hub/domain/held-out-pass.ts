import { heldOut } from './held-out.ts';
import { kindOf, type Columns } from './history/columns.ts';
import { TagPass } from './tag-pass.ts';
import type { WindowSample } from './window-block.ts';
import { windowValueOf, type Take, type WindowValue } from './windows.ts';

/**
 * The same over a thinned tag, of which what is stored stands for the samples that were not (`heldOut`). What is asked for is worked out
 * each time from the samples around, as `TagReadings.asOf` does: a thinned tag has few.
 */
export class HeldOutPass {
  nextAt: number;
  readonly #pass: TagPass;
  readonly #maxMs: number;
  readonly #spanMs: number;
  readonly #to: number;
  /** Those that a window may still reach, and those up to the longest interval after the newest taken. */
  #samples: WindowSample[] = [];
  #start = 0;
  /** Index of the next one to be taken. */
  #next = 0;
  #held: WindowSample | null;

  /**
   * @param pull as of a `TagPass`, the samples of one longest interval beyond `to` included
   * @param held the tag's newest sample where it is not stored
   */
  constructor(
    pull: () => Columns | null,
    {
      maxMs,
      windowSeconds,
      to,
      held,
    }: { maxMs: number; windowSeconds: number; to: number; held: WindowSample | null },
  ) {
    this.#pass = new TagPass(pull);
    this.#maxMs = maxMs;
    this.#spanMs = windowSeconds * 1_000 + maxMs;
    this.#to = to;
    this.#held = held;
    this.#readTo(-Infinity, 1);
    this.nextAt = this.#atOf(this.#next);
  }

  get at(): number {
    return this.#newest?.at ?? -Infinity;
  }

  /** Up to when values are known to have come. */
  get seenAt(): number {
    const next = this.#samples[this.#next];
    const newest = this.at;
    return next !== undefined && next.at - newest <= this.#maxMs ? next.at : newest;
  }

  get quality(): number {
    return this.#newest?.quality ?? 0;
  }

  get kind(): number {
    return kindOf(this.#newest?.value ?? null);
  }

  get number(): number {
    return Number(this.#newest?.value ?? 0);
  }

  get text(): string | undefined {
    const value = this.#newest?.value;
    return typeof value === 'string' ? value : undefined;
  }

  take(): void {
    this.#next += 1;
    this.#readTo(-Infinity, 1);
    this.nextAt = this.#atOf(this.#next);
  }

  takeUpTo(at: number): void {
    this.takeWhile(Infinity, at, at);
  }

  takeWhile(before: number, notAfter: number, at: number): void {
    while ((this.nextAt < before && this.nextAt <= notAfter) || this.nextAt === at) this.take();
  }

  /** A take as of a time, not before the newest sample taken; see `windowValue`. */
  readingAt(take: Take, windowSeconds: number | undefined, at: number): WindowValue | undefined {
    this.#readTo(at + this.#maxMs, 0);
    const [begin, end] = [at - (windowSeconds ?? 0) * 1_000 - this.#maxMs, at + this.#maxMs];
    const around = this.#samples.slice(this.#start).filter((sample) => sample.at > begin && sample.at <= end);
    const found = windowValueOf(heldOut(around, this.#maxMs), take, windowSeconds, at);
    if (found !== undefined || windowSeconds !== undefined) return found;
    const newest = this.#samples.findLast((sample) => sample.at <= at);
    return newest && windowValueOf([newest], take, undefined, at);
  }

  get #newest(): WindowSample | undefined {
    return this.#samples[this.#next - 1];
  }

  #atOf(index: number): number {
    const at = this.#samples[index]?.at ?? Infinity;
    return at <= this.#to ? at : Infinity;
  }

  /** Has everything up to a time, and so many beyond those taken. */
  #readTo(at: number, more: number): void {
    while ((this.#samples.at(-1)?.at ?? -Infinity) <= at || this.#samples.length < this.#next + more) {
      const pass = this.#pass;
      if (pass.nextAt === Infinity) {
        const held = this.#held;
        this.#held = null;
        if (held === null || held.at <= (this.#samples.at(-1)?.at ?? -Infinity)) return;
        this.#samples.push(held);
        continue;
      }
      pass.take();
      this.#samples.push({ at: pass.at, value: pass.value, quality: pass.quality });
    }
    const oldest = this.at - this.#spanMs;
    // One before the window stays: it may be the newest at its beginning.
    while (this.#start < this.#next - 1 && (this.#samples[this.#start + 1]?.at ?? Infinity) <= oldest)
      this.#start += 1;
    if (this.#start < 1_024) return;
    this.#samples = this.#samples.slice(this.#start);
    this.#next -= this.#start;
    this.#start = 0;
  }
}
