import { randomInt } from 'node:crypto';
import { RetryLaterError } from '../../../shared/contract/errors.ts';

/** So many a second, and so many at once after a quiet while. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/**
 * Rates over TCP for each address. They stop a program that runs wild or a stranger who floods, and lie far above what windows,
 * scrapers and tests do; the station's own socket has none.
 */
export const RATES = {
  /** With the token: above what one station answers. */
  entitled: { perSecond: 10_000, burst: 20_000 },
  /** Without: pages, health, metrics, the API's document, handshakes, refusals. */
  strangers: { perSecond: 500, burst: 10_000 },
  wrongTokens: { perSecond: 10, burst: 100 },
} as const satisfies Record<string, Rate>;

/** `RATE_LIMITED` for an address, not for a source. */
export class TooManyRequestsError extends RetryLaterError {
  constructor(why: string, seconds: number) {
    super('RATE_LIMITED', `${why}; try again in ${seconds} s`, seconds);
  }
}

const PLACES = 256;

/**
 * A token bucket for each address, in a table that never grows: addresses share its places by a hash of this start, so
 * that nobody can choose whose place to empty.
 */
export class RateTable {
  readonly #rate: Rate;
  readonly #now: () => number;
  readonly #seed = randomInt(2 ** 32);
  readonly #left: Float64Array;
  readonly #at: Float64Array;

  /** `now`: milliseconds of any clock that only goes forward. */
  constructor(rate: Rate, now: () => number = () => performance.now()) {
    this.#rate = rate;
    this.#now = now;
    this.#left = new Float64Array(PLACES).fill(rate.burst);
    this.#at = new Float64Array(PLACES).fill(now());
  }

  /** Counts one. Whole seconds until there is room for it again; 0: there is. */
  take(address: string): number {
    const place = this.#placeOf(address);
    const now = this.#now();
    const { perSecond, burst } = this.#rate;
    const gained = ((now - (this.#at[place] ?? now)) / 1_000) * perSecond;
    const left = Math.min(burst, (this.#left[place] ?? 0) + gained);
    this.#at[place] = now;
    this.#left[place] = left < 1 ? left : left - 1;
    return left < 1 ? Math.ceil((1 - left) / perSecond) : 0;
  }

  #placeOf(address: string): number {
    let hash = this.#seed;
    for (const sign of networkOf(address)) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 0x01000193);
    return ((hash ^ (hash >>> 16)) >>> 0) % PLACES;
  }
}

/** The address, of IPv6 its first half: whoever has one of those has all that begin with it. */
function networkOf(address: string): string {
  if (address.startsWith('::ffff:') || !address.includes(':')) return address.replace('::ffff:', '');
  const [head = ''] = address.split('::');
  return head.split(':').slice(0, 4).join(':');
}
