import type { ParsedRuleset } from '../domain/ruleset.ts';
import type { Axis } from './axes.ts';
import { cutAt, type Borders } from './borders.ts';
import type { MeaningEngine } from './judge.ts';
import type { Pair } from './pair.ts';
import { Way } from './probes.ts';
import { slicesOf } from './slices.ts';

/** Rules left out from which on there are many: chance does not get past them, and they are in no description. */
const MANY_RULES = 24;

interface Versions {
  readonly before: ParsedRuleset;
  readonly after: ParsedRuleset;
}

/** Two versions without the rules that both have, ready to be asked. */
export interface Sliced {
  readonly versions: Versions;
  readonly part: Pair;
  readonly axes: readonly Axis[];
  readonly borders: Borders;
  /** What was left out. */
  readonly way: Way;
  readonly hasManyRules: boolean;
  release(): void;
}

/** Undefined where nothing is left out, or what is left cannot be asked. */
export function slicedOf(
  engine: MeaningEngine,
  pair: Pair,
  versions: Versions,
  isLate: () => boolean,
): Sliced | undefined {
  const slices = slicesOf(versions.before, versions.after);
  if (slices === undefined) return undefined;
  const way = Way.of(engine, pair, versions.after, slices.leftOut);
  const judges = [slices.before, slices.after].map(({ manifest, source }) =>
    engine.judge(manifest, source, pair.space),
  );
  const [one, other] = judges;
  const release = () => {
    for (const each of [way, one, other]) each?.release();
  };
  if (!one || !other || way === undefined) {
    release();
    return undefined;
  }
  const part = pair.beside(one, other);
  return {
    versions: slices,
    part,
    ...cutAt(engine, pair.space, slices, isLate),
    way,
    hasManyRules: way.rules >= MANY_RULES,
    release,
  };
}
