import { reason, type Reason } from '../../../../shared/contract/reasons.ts';
import type { ImportOptions } from '../../../../shared/contract/history-import.ts';
import { localClock } from '../../../../shared/util/zone-clock.ts';
import { readTime } from './times.ts';

/** Before this no plant wrote time series; a time of 1970 is a clock that was not set. */
export const EARLIEST_MS = Date.UTC(1980, 0, 1);

export type ReadTime = { readonly at: number } | { readonly problem: Reason };

export interface ClockCounts {
  occurTwice: number;
  doNotOccur: number;
  outOfOrder: number;
}

const shown = (text: string) => JSON.stringify(text.slice(0, 60));

/**
 * Reads the times of a file, row by row. Of a local time that occurs twice, the second is meant when the first would
 * step back behind the row before (`order`); one that does not occur is a fault, or goes on with the old offset.
 */
export class RowClock {
  readonly counts: ClockCounts = { occurTwice: 0, doNotOccur: 0, outOfOrder: 0 };
  readonly #options: ImportOptions['time'];
  readonly #instant: ReturnType<typeof localClock>;
  readonly #latest: number;
  #before = -Infinity;

  /** @param now epoch milliseconds; history cannot be later */
  constructor(options: ImportOptions['time'], now: number) {
    this.#options = options;
    this.#instant = localClock(options.zone);
    this.#latest = now + 300_000;
  }

  read(text: string): ReadTime {
    const written = readTime(text, this.#options.format);
    if (written === null)
      return { problem: reason('noTime', { form: this.#options.format, text: shown(text) }) };
    const at = 'at' in written ? written.at : this.#at(written.local);
    if (typeof at !== 'number') return { problem: at };
    if (at < EARLIEST_MS) return { problem: reason('before1980', { time: new Date(at).toISOString() }) };
    if (at > this.#latest) return { problem: reason('inFuture', { time: instantText(at) }) };
    if (at < this.#before) this.counts.outOfOrder += 1;
    this.#before = at;
    return { at };
  }

  #at(local: number): number | Reason {
    const instant = this.#instant(local);
    const { zone, twice, skipped } = this.#options;
    if (instant.kind === 'once') return instant.at;
    const wall = instantText(local).slice(0, 19).replace('T', ' ');
    if (instant.kind === 'never') {
      this.counts.doNotOccur += 1;
      return skipped === 'shift' ? instant.at : reason('skippedTime', { time: wall, zone });
    }
    this.counts.occurTwice += 1;
    if (twice !== 'order') return twice === 'first' ? instant.at : instant.second;
    return instant.at < this.#before && instant.second >= this.#before ? instant.second : instant.at;
  }
}

function instantText(at: number): string {
  return Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : String(at);
}
