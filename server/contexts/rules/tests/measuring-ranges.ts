import type { RulesetManifest } from '../../../../shared/contract/rules.ts';
import type { TagBounds } from '../../../../shared/contract/tags.ts';
import { isSameUnit } from '../../../../shared/util/ucum.ts';
import type { Row } from './script-under-test.ts';

/** What can be measured of an input, by its name; of one that is not named, anything. */
export type MeasuringRanges = Readonly<Record<string, TagBounds>>;

/** A tag as far as its values are concerned. `unit`: UCUM code. */
export interface MeasuredTag {
  readonly unit: string | null;
  readonly range: TagBounds;
}

/** What is taken of a tag and lies where its values lie. */
const KEEPS_RANGE: ReadonlySet<string> = new Set(['last', 'mean', 'min', 'max']);

/** The ranges of the inputs of a ruleset: of several tags that feed one, from the least to the greatest value any of them measures. */
export async function measuringRangesOf(
  { inputs }: Pick<RulesetManifest, 'inputs'>,
  tagsOf: (pattern: string) => Promise<readonly MeasuredTag[]>,
): Promise<MeasuringRanges> {
  const found = inputs.map(async ({ name, type, tag, take, unit }) => {
    if (type !== 'number' || tag === undefined || !KEEPS_RANGE.has(take)) return [];
    const tags = await tagsOf(tag);
    const isAsDeclared = tags.every(
      (one) => one.unit === null || unit === undefined || isSameUnit(one.unit, unit),
    );
    const end = (side: 'low' | 'high', best: (...numbers: number[]) => number): number | null => {
      const ends = tags.map(({ range }) => range[side]).filter((value) => value !== null);
      return tags.length > 0 && ends.length === tags.length ? best(...ends) : null;
    };
    const range = { low: end('low', Math.min), high: end('high', Math.max) };
    return isAsDeclared && (range.low !== null || range.high !== null) ? [[name, range] as const] : [];
  });
  return Object.fromEntries((await Promise.all(found)).flat());
}

/** The ends of a range that has them. */
export const endsOf = (range: TagBounds | undefined): number[] =>
  [range?.low, range?.high].filter((end) => end !== null && end !== undefined);

export const isWithin = (range: TagBounds | undefined, value: unknown): boolean =>
  typeof value !== 'number' || (value >= (range?.low ?? -Infinity) && value <= (range?.high ?? Infinity));

/** A row with every number brought into its range. */
export const broughtWithin = (row: Row, ranges: readonly (TagBounds | undefined)[]): Row =>
  row.map((value, input) =>
    typeof value === 'number'
      ? Math.min(ranges[input]?.high ?? Infinity, Math.max(ranges[input]?.low ?? -Infinity, value))
      : value,
  );
