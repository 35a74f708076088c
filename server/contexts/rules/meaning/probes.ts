import { changedOf, type Changed } from './changed.ts';
import { conditionsOf, type Condition } from './conditions.ts';
import type { Version } from './exact.ts';
import type { Judge, JudgedMany, MeaningEngine } from './judge.ts';
import type { Pair, Row } from './pair.ts';
import type { Space } from './space.ts';

/** What a probe needs for asking every condition: many times what a script needs that ends early. */
const OPERATIONS_FACTOR = 20;

/** A version whose conditions are all asked. */
interface Probe {
  readonly judge: Judge;
  readonly source: string;
  readonly conditions: readonly Condition[];
  /** The bit of each condition in what the engine says has held. */
  readonly bits: readonly number[];
}

/** Where inputs are to be led: rows are given by their place in what was judged together. */
export interface Goal {
  /** Inputs that go into it, by their places in the space. */
  readonly dims: readonly number[];
  isWanted(row: number): boolean;
  /** Inputs of each condition that holds and has to give way. */
  inTheWay(row: number): (readonly number[])[];
}

/** Both versions with every condition asked, so that inputs can be led to those that have changed. */
export class Probes {
  readonly #pair: Pair;
  readonly #sides: readonly [Probe, Probe];
  #judged: readonly [JudgedMany, JudgedMany] | undefined;
  readonly changed: readonly Changed[];

  private constructor(pair: Pair, sides: readonly [Probe, Probe]) {
    this.#pair = pair;
    this.#sides = sides;
    this.changed = changedOf(sides[0].conditions, sides[1].conditions);
  }

  /** Undefined where one of them cannot be made such a script. */
  static of(engine: MeaningEngine, pair: Pair, before: Version, after: Version): Probes | undefined {
    const [one, other] = [before, after].map((version) => probeOf(engine, pair.space, version));
    if (one !== undefined && other !== undefined) return new Probes(pair, [one, other]);
    one?.judge.release();
    other?.judge.release();
    return undefined;
  }

  /** Lines and columns of the outermost statements of each side that hold a change. */
  statements(): readonly [ReadonlySet<string>, ReadonlySet<string>] {
    const of = (side: 0 | 1) => {
      const { source, conditions } = this.#sides[side];
      const places = this.changed.flatMap(({ before, after }) => [before, after][side] ?? []);
      return new Set(places.map((place) => placeAt(source, conditions[place]?.outermost ?? 0)));
    };
    return [of(0), of(1)];
  }

  /** Numbers that go into conditions into which an input goes. */
  numbersOf(input: string): number[] {
    const all = this.#sides.flatMap(({ conditions }) => conditions.filter(({ names }) => names.has(input)));
    return [...new Set(all.flatMap(({ numbers }) => numbers))];
  }

  /** Both asked about rows; goals tell of these until the next are judged. */
  judge(rows: readonly Row[]): void {
    const columns = this.#pair.columnsOf(rows);
    this.#judged = [this.#sides[0].judge.many(columns), this.#sides[1].judge.many(columns)];
  }

  /** To where a changed condition makes the difference, and what is before it does not end either script. */
  goalOf({ before, after, asksSame }: Changed): Goal {
    const places = [before, after] as const;
    const held = (row: number) =>
      places.flatMap((place, side) => (place === undefined ? [] : [this.#holds(side, place, row)]));
    return {
      dims: [
        ...new Set(places.flatMap((place, side) => (place === undefined ? [] : this.#dimsOf(side, place)))),
      ],
      isWanted: (row) => {
        const [one, other = true] = held(row);
        return before !== undefined && after !== undefined && !asksSame
          ? one !== other
          : one === true && other;
      },
      inTheWay: (row) => this.#blocking(places, row),
    };
  }

  /** To where nothing is in the way of any of them. */
  quiet(changed: readonly Changed[]): Goal {
    const last = (side: 'before' | 'after') => {
      const places = changed.flatMap((each) => each[side] ?? []);
      return places.length === 0 ? undefined : Math.max(...places);
    };
    const places = [last('before'), last('after')] as const;
    return { dims: [], isWanted: () => true, inTheWay: (row) => this.#blocking(places, row) };
  }

  #blocking(places: readonly (number | undefined)[], row: number): (readonly number[])[] {
    return places.flatMap((place, side) => {
      const blockers = this.#sides[side]?.conditions[place ?? -1]?.blockers ?? [];
      return blockers.filter((each) => this.#holds(side, each, row)).map((each) => this.#dimsOf(side, each));
    });
  }

  #holds(side: number, place: number, row: number): boolean {
    const bit = this.#sides[side]?.bits[place] ?? -1;
    const judged = this.#judged?.[side];
    if (judged === undefined || bit < 0) return false;
    return (((judged.fired[row * judged.words + (bit >> 5)] as number) >>> (bit & 31)) & 1) === 1;
  }

  #dimsOf(side: number, place: number): number[] {
    const names = this.#sides[side]?.conditions[place]?.names;
    return this.#pair.space.dims.flatMap(({ name }, dim) => (names?.has(name) === true ? [dim] : []));
  }

  release(): void {
    for (const { judge } of this.#sides) judge.release();
  }
}

function probeOf(engine: MeaningEngine, space: Space, version: Version): Probe | undefined {
  const { all, probe } = conditionsOf(version);
  const { limits } = version.manifest;
  const manifest = {
    ...version.manifest,
    limits: { ...limits, operations: limits.operations * OPERATIONS_FACTOR },
  };
  const script = engine.test(manifest).compile(probe);
  if (script === null) return undefined;
  const placeOf = new Map(script.rules.map(({ line, column }, bit) => [`${line} ${column}`, bit]));
  script.release();
  const judge = engine.judge(manifest, probe, space);
  const bits = all.map(({ from }) => placeOf.get(placeAt(probe, from)) ?? -1);
  return judge === null ? undefined : { judge, source: probe, conditions: all, bits };
}

/** Line and column as the engine counts. */
function placeAt(source: string, offset: number): string {
  const lines = source.slice(0, offset).split('\n');
  return `${lines.length} ${[...(lines.at(-1) ?? '')].length + 1}`;
}
