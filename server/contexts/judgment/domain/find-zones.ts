/** What a ruleset says of one value. */
export interface Probe {
  /** Null where it gives no verdict. */
  readonly verdict: string | null;
  /** Numbers its conditions saw. */
  readonly numbers: readonly number[];
}

export interface Zone {
  /** Infinite at the ends. */
  readonly from: number;
  readonly to: number;
  readonly includesFrom: boolean;
  readonly includesTo: boolean;
  readonly verdict: string;
}

interface Border {
  readonly at: number;
  /** Whether the border itself belongs to what lies above it. */
  readonly isUpper: boolean;
}

/** Borders looked at, most; a ruleset of more numbers is asked about its smallest ones. */
const MOST_LIMITS = 60;
const HALVINGS = 30;
const CLOSE = 1e-9;

const stepAt = (value: number): number => Math.max(CLOSE, Math.abs(value) * CLOSE);
const sorted = (numbers: Iterable<number>): number[] =>
  [...new Set(numbers)]
    .filter(Number.isFinite)
    .sort((a, b) => a - b)
    .slice(0, MOST_LIMITS);

/** Between all limits, and beyond the outermost. */
function between(limits: readonly number[]): number[] {
  const [first, last] = [limits[0] ?? 0, limits.at(-1) ?? 0];
  const beyond = Math.max(1, Math.abs(first), Math.abs(last), last - first);
  return [
    first - beyond,
    ...limits.slice(1).map((limit, index) => ((limits[index] as number) + limit) / 2),
    last + beyond,
  ];
}

class ZoneFinder {
  readonly #probe: (value: number) => Promise<Probe>;
  readonly #known = new Map<number, Probe>();

  constructor(probe: (value: number) => Promise<Probe>) {
    this.#probe = probe;
  }

  async #at(value: number): Promise<Probe> {
    const known = this.#known.get(value);
    if (known) return known;
    const found = await this.#probe(value);
    this.#known.set(value, found);
    return found;
  }

  /** Limits worked out by the rules: numbers that conditions saw, the same ones for different values. */
  async limits(seeds: readonly number[]): Promise<number[]> {
    const given = sorted(seeds);
    const times = new Map<number, number>();
    for (const value of between(given))
      for (const number of new Set((await this.#at(value)).numbers))
        times.set(number, (times.get(number) ?? 0) + 1);
    const seen = [...times].filter(([, count]) => count > 1).map(([number]) => number);
    return sorted([...given, ...seen]);
  }

  /** Where the verdict changes between two values of which one may be a limit itself. */
  async #border(low: number, high: number, isLimit: (value: number) => boolean): Promise<Border> {
    const [below, above] = [(await this.#at(low)).verdict, (await this.#at(high)).verdict];
    if (isLimit(low) && (await this.#at(low + stepAt(low))).verdict === above)
      return { at: low, isUpper: false };
    if (isLimit(high) && (await this.#at(high - stepAt(high))).verdict === below)
      return { at: high, isUpper: true };
    let [from, to] = [low, high];
    for (let halving = 0; halving < HALVINGS; halving += 1) {
      const middle = (from + to) / 2;
      if ((await this.#at(middle)).verdict === below) from = middle;
      else to = middle;
    }
    return { at: Number(to.toPrecision(6)), isUpper: true };
  }

  async zones(limits: readonly number[]): Promise<Zone[]> {
    const isLimit = (value: number): boolean => limits.includes(value);
    const points = [...limits, ...between(limits)].sort((a, b) => a - b);
    const zones: Zone[] = [];
    let from: Border = { at: -Infinity, isUpper: true };
    for (const [index, point] of points.entries()) {
      const next = points[index + 1];
      const { verdict } = await this.#at(point);
      if (next !== undefined && (await this.#at(next)).verdict === verdict) continue;
      const to =
        next === undefined ? { at: Infinity, isUpper: false } : await this.#border(point, next, isLimit);
      if (verdict !== null)
        zones.push({
          from: from.at,
          to: to.at,
          includesFrom: from.isUpper,
          includesTo: !to.isUpper,
          verdict,
        });
      from = to;
    }
    return zones;
  }
}

/**
 * For which values a ruleset gives which verdict, found by asking it. Limits are looked for at `seeds` (its parameters), at what
 * its conditions compared with (worked-out limits), and between two of those whose verdicts differ by halving. What lies
 * between two neighbouring limits, both sides of which give the same verdict, is not seen.
 */
export async function findZones(
  seeds: readonly number[],
  probe: (value: number) => Promise<Probe>,
): Promise<Zone[]> {
  const finder = new ZoneFinder(probe);
  return finder.zones(await finder.limits(seeds));
}
