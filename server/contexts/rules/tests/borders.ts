import type { InputValue } from '../../../../shared/contract/judgment.ts';
import type { ProposedTest } from '../../../../shared/contract/rule-tests.ts';
import type { RulesetManifest } from '../../../../shared/contract/rules.ts';
import type { TagBounds } from '../../../../shared/contract/tags.ts';
import {
  holds,
  isCounted,
  stepBeside,
  tidy,
  withValue,
  type Flip,
  type FoundInputs,
} from './input-search.ts';
import { endsOf, isWithin, type MeasuringRanges } from './measuring-ranges.ts';
import { testOf, type Row, type ScriptUnderTest } from './script-under-test.ts';

/** A number as one would write it, if the border is as good as there. */
const SAME_WITHIN = 1e-9;
const MOST_PROPOSED = 200;

interface Value {
  readonly why: 'below' | 'at' | 'above' | 'value' | 'least' | 'greatest';
  readonly value: InputValue;
}

/** Test cases at the borders of the conditions and at the ends of the measuring ranges, those that none of `testRows` looks at. */
export function bordersOf(
  script: ScriptUnderTest,
  manifest: RulesetManifest,
  { flips, constants }: FoundInputs,
  testRows: readonly (Row | null)[],
  measured: MeasuringRanges,
): ProposedTest[] {
  const judged = testRows.filter((row) => row !== null);
  const taken = new Set<string>();
  const proposals: ProposedTest[] = [];
  for (const flip of flips) {
    const declared = manifest.inputs[flip.input];
    if (declared === undefined) continue;
    const range = measured[declared.name];
    const beside = valuesBeside(script, flip, constants, isCounted(declared));
    for (const { why, value } of [...beside.filter((one) => isWithin(range, one.value)), ...endsIn(range)]) {
      const row = withValue(flip.held, flip.input, value);
      const key = JSON.stringify(row);
      // An end of a range belongs to the input, whatever conditions ask for it.
      const isEnd = why === 'least' || why === 'greatest';
      const once = isEnd ? `${declared.name} ${why}` : key;
      if (taken.has(key) || taken.has(once) || isTested(script, flip, value, judged)) continue;
      taken.add(key).add(once);
      const { line, source } = script.rules[flip.rule] ?? { line: 0, source: '' };
      const { name: input } = declared;
      const name = `${input} ${String(value ?? '–')}: ${source}`.slice(0, 200);
      const test = testOf(manifest, row, script.one(row).said, { name });
      proposals.push({ test, why, line, source, input });
    }
  }
  return proposals.sort((a, b) => a.line - b.line).slice(0, MOST_PROPOSED);
}

const endsIn = (range: TagBounds | undefined): Value[] =>
  endsOf(range).map((value) => ({ why: value === range?.low ? 'least' : 'greatest', value }));

function isTested(script: ScriptUnderTest, flip: Flip, value: InputValue, rows: readonly Row[]): boolean {
  return rows.some((row) => row[flip.input] === value && holds(script, flip.rule, row) !== undefined);
}

/** Values beside a border: where it is a number one would write, just below, at and just above it; else its two sides. */
function valuesBeside(
  script: ScriptUnderTest,
  flip: Flip,
  constants: ReadonlySet<number>,
  isWhole: boolean,
): Value[] {
  const [held, notHeld] = [flip.held[flip.input] ?? null, flip.notHeld[flip.input] ?? null];
  if (typeof held !== 'number' || typeof notHeld !== 'number')
    return [held, notHeld].map((value) => ({ why: 'value', value }));
  const isSame = (value: number) => Math.abs(value - held) <= SAME_WITHIN * Math.max(1, Math.abs(held));
  const written = [...constants].find(isSame) ?? Number(held.toPrecision(6));
  // Of whole numbers two that are next to each other make the border: the one that is written is at it.
  const at = isWhole && constants.has(notHeld) ? notHeld : isSame(written) ? written : held;
  const [below, above] = isWhole
    ? [Math.ceil(at) - 1, Math.floor(at) + 1]
    : ([at - stepBeside(at), at + stepBeside(at)].map(tidy) as [number, number]);
  const turns = (value: number) => holds(script, flip.rule, withValue(flip.held, flip.input, value));
  const isWritten = isWhole ? Number.isInteger(at) : isSame(written);
  // A side on which the condition is not looked at is none of its borders.
  const sides = (
    [
      ['below', below],
      ['at', at],
      ['above', above],
    ] as const
  ).flatMap(([why, value]) => {
    const canBe = (why !== 'at' || isWritten) && !(isWhole && value < 0);
    const isHeld = canBe ? turns(value) : undefined;
    return isHeld === undefined ? [] : [{ why, value, isHeld }];
  });
  if (new Set(sides.map(({ isHeld }) => isHeld)).size > 1)
    return sides.map(({ why, value }) => ({ why, value }));
  return [
    { why: 'below', value: Math.min(held, notHeld) },
    { why: 'above', value: Math.max(held, notHeld) },
  ];
}
