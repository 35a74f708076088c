import { changedOf, type Changed } from './changed.ts';
import { conditionsOf, type Condition } from './conditions.ts';
import type { ScriptUnderTest } from '../tests/script-under-test.ts';
import type { Version } from './exact.ts';
import type { Judge, JudgedMany, MeaningEngine } from './judge.ts';
import type { Pair, Row } from './pair.ts';
import type { LeftOut } from './slices.ts';
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
  /** What is said of rows is said of these until the next are judged. */
  judge(rows: readonly Row[]): void;
  /** Inputs that go into it, by their places in the space. */
  readonly dims: readonly number[];
  isWanted(row: number): boolean;
  /** Conditions that hold and have to give way. */
  inTheWay(row: number): Obstacle[];
}

export interface Obstacle {
  readonly id: number;
  /** Inputs that go into it. */
  readonly dims: readonly number[];
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

  /** Numbers that go into conditions into which an input goes. */
  numbersOf(input: string): number[] {
    return numbersFor(
      input,
      this.#sides.flatMap(({ conditions }) => conditions),
    );
  }

  #judge(rows: readonly Row[]): void {
    const columns = this.#pair.columnsOf(rows);
    this.#judged = [this.#sides[0].judge.many(columns), this.#sides[1].judge.many(columns)];
  }

  /** To where a changed condition makes the difference, and what is before it does not end either script. */
  goalOf({ before, after, asksSame }: Changed): Goal {
    const places = [before, after] as const;
    const held = (row: number) =>
      places.flatMap((place, side) => (place === undefined ? [] : [this.#holds(side, place, row)]));
    return {
      judge: (rows) => this.#judge(rows),
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
    const judge = (rows: readonly Row[]) => this.#judge(rows);
    return { judge, dims: [], isWanted: () => true, inTheWay: (row) => this.#blocking(places, row) };
  }

  #blocking(places: readonly (number | undefined)[], row: number): Obstacle[] {
    return places.flatMap((place, side) => {
      const blockers = this.#sides[side]?.conditions[place ?? -1]?.blockers ?? [];
      return blockers
        .filter((each) => this.#holds(side, each, row))
        .map((each) => ({ id: each * 2 + side, dims: this.#dimsOf(side, each) }));
    });
  }

  #holds(side: number, place: number, row: number): boolean {
    const bit = this.#sides[side]?.bits[place] ?? -1;
    return hasHeld(this.#judged?.[side], bit, row);
  }

  #dimsOf(side: number, place: number): number[] {
    const condition = this.#sides[side]?.conditions[place];
    return condition === undefined ? [] : dimsOf(this.#pair.space, condition);
  }

  release(): void {
    for (const { judge } of this.#sides) judge.release();
  }
}

/** What was left out of two slices, every condition of it asked: what of it keeps a script from what has changed. */
export class Way {
  readonly #pair: Pair;
  readonly #probe: Probe;
  /** By their bits. */
  readonly #blocking: readonly Obstacle[];
  /** Conditions that were left out. */
  readonly rules: number;
  #judged: JudgedMany | undefined;

  private constructor(pair: Pair, probe: Probe, leftOut: readonly LeftOut[]) {
    this.#pair = pair;
    this.#probe = probe;
    const around = ({ from }: Condition) => leftOut.find((each) => from >= each.from && from < each.to);
    this.rules = probe.conditions.filter(around).length;
    this.#blocking = probe.conditions.flatMap((condition, place) => {
      const { ends, assigns } = condition;
      const statement = around(condition);
      const isInTheWay = statement && ((statement.isBefore && ends) || (statement.isBehind && assigns));
      const bit = probe.bits[place] ?? -1;
      return isInTheWay === true && bit >= 0 ? [{ id: bit, dims: dimsOf(pair.space, condition) }] : [];
    });
  }

  /** @param after the later version, whole; undefined where it cannot be made a script that asks everything */
  static of(engine: MeaningEngine, pair: Pair, after: Version, leftOut: readonly LeftOut[]): Way | undefined {
    const probe = probeOf(engine, pair.space, after);
    return probe && new Way(pair, probe, leftOut);
  }

  numbersOf(input: string): number[] {
    return numbersFor(input, this.#probe.conditions);
  }

  /** To where nothing is in the way, the slices still saying different things. */
  goalOf(slices: Pair): Goal {
    let wanted: readonly boolean[] = [];
    return {
      judge: (rows) => {
        const columns = this.#pair.columnsOf(rows);
        this.#judged = this.#probe.judge.many(columns);
        const { before, after } = slices.judge(columns);
        wanted = rows.map((_, row) => before.outcomes[row] !== after.outcomes[row]);
      },
      dims: [],
      isWanted: (row) => wanted[row] === true,
      inTheWay: (row) => this.#blocking.filter(({ id }) => hasHeld(this.#judged, id, row)),
    };
  }

  release(): void {
    this.#probe.judge.release();
  }
}

export function hasHeld(judged: JudgedMany | undefined, bit: number, row: number): boolean {
  if (judged === undefined || bit < 0) return false;
  return (((judged.fired[row * judged.words + (bit >> 5)] as number) >>> (bit & 31)) & 1) === 1;
}

const dimsOf = ({ dims }: Space, { names }: Condition): number[] =>
  dims.flatMap(({ name }, dim) => (names.has(name) ? [dim] : []));

const numbersFor = (input: string, conditions: readonly Condition[]): number[] => [
  ...new Set(conditions.filter(({ names }) => names.has(input)).flatMap(({ numbers }) => numbers)),
];

function probeOf(engine: MeaningEngine, space: Space, version: Version): Probe | undefined {
  const { all, probe } = conditionsOf(version);
  const { limits } = version.manifest;
  const manifest = {
    ...version.manifest,
    limits: { ...limits, operations: limits.operations * OPERATIONS_FACTOR },
  };
  const script = engine.test(manifest).compile(probe);
  if (script === null) return undefined;
  const bits = bitsOf(script, probe, all);
  script.release();
  const judge = engine.judge(manifest, probe, space);
  return judge === null ? undefined : { judge, source: probe, conditions: all, bits };
}

/** The bit of each condition in what the engine says has held; less than 0 where it has none. */
export function bitsOf(
  { rules }: Pick<ScriptUnderTest, 'rules'>,
  source: string,
  conditions: readonly Condition[],
): number[] {
  const bitOf = new Map(rules.map(({ line, column }, bit) => [`${line} ${column}`, bit]));
  return conditions.map(({ from }) => bitOf.get(placeAt(source, from)) ?? -1);
}

/** Line and column as the engine counts. */
function placeAt(source: string, offset: number): string {
  const lines = source.slice(0, offset).split('\n');
  return `${lines.length} ${[...(lines.at(-1) ?? '')].length + 1}`;
}
