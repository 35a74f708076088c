import type { SignalValue } from '../../../../shared/contract/common.ts';
import { KIND, type Columns } from './history/columns.ts';
import type { Take } from './windows.ts';
import { windowPassOf, type WindowPass } from './window-pass.ts';

const NOTHING = new Float64Array(0);

/**
 * One pass over the samples of a tag, oldest first, with the windows that look at it. What `at`, `value` and the windows say is what
 * `TagReadings.asOf` would say at the time of the newest sample taken, or later as long as none follows.
 */
export class TagPass {
  /** Source time of the next sample; infinite at the end. */
  nextAt = Infinity;
  /** Of the newest sample taken; −Infinity before the first. */
  at = -Infinity;
  quality = 0;
  /** See `KIND`. */
  kind: number = KIND.none;
  /** The value of a number, 0 or 1 for a boolean. */
  number = 0;
  text: string | undefined = undefined;

  readonly #pull: () => Columns | null;
  #piece: Columns | null = null;
  #times: Float64Array = NOTHING;
  #index = 0;
  #length = 0;
  readonly #windows: WindowPass[] = [];

  /** @param pull the next samples in order, never none; null at the end */
  constructor(pull: () => Columns | null) {
    this.#pull = pull;
    this.#load();
  }

  /** To be asked for before the first sample is taken that it may reach back to. */
  window(take: Take, windowSeconds: number): WindowPass {
    const known = this.#windows.find((each) => each.taking === take && each.windowSeconds === windowSeconds);
    if (known !== undefined) return known;
    const made = windowPassOf(take, windowSeconds);
    this.#windows.push(made);
    return made;
  }

  /** Up to when values are known to have come. */
  get seenAt(): number {
    return this.at;
  }

  get value(): SignalValue | null {
    if (this.kind === KIND.text) return this.text ?? '';
    if (this.kind === KIND.none) return null;
    return this.kind === KIND.boolean ? this.number === 1 : this.number;
  }

  /** Takes the next sample in. Only where `nextAt` is finite. */
  take(): void {
    this.#takeTo(this.#index + 1);
  }

  /** Takes everything in up to a time. */
  takeUpTo(at: number): void {
    this.takeWhile(Infinity, at, at);
  }

  /** Takes in what is before one time and not after another, and what is at a third. */
  takeWhile(before: number, notAfter: number, at: number): void {
    while (this.nextAt !== Infinity) {
      const times = this.#times;
      let end = this.#index;
      for (; end < this.#length; end += 1) {
        const time = times[end] as number;
        if (!(time < before && time <= notAfter) && time !== at) break;
      }
      if (end === this.#index) return;
      const isWhole = end === this.#length;
      this.#takeTo(end);
      if (!isWhole) return;
    }
  }

  #takeTo(end: number): void {
    const piece = this.#piece as Columns;
    const last = end - 1;
    this.at = this.#times[last] as number;
    this.quality = piece.quality[last] as number;
    this.kind = piece.kind[last] as number;
    this.number = piece.number[last] as number;
    this.text = piece.text === null ? undefined : piece.text[last];
    for (const window of this.#windows) window.take(piece, this.#index, end);
    this.#index = end;
    if (end < this.#length) this.nextAt = this.#times[end] as number;
    else this.#load();
  }

  #load(): void {
    this.#piece = this.#pull();
    this.#index = 0;
    this.#length = this.#piece?.length ?? 0;
    this.#times = this.#piece?.at ?? NOTHING;
    this.nextAt = this.#length === 0 ? Infinity : (this.#times[0] as number);
  }
}
