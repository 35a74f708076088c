import type {
  LesserDifference,
  MeaningLimit,
  MeaningOutcome,
  MeaningRegion,
  MeaningRun,
  MeaningWitness,
} from '../../../../shared/contract/rule-meaning.ts';
import { HOLD_CAUSES, HOLD_VERDICT } from '../../../../shared/contract/judgment.ts';
import type { RulesetManifest } from '../../../../shared/contract/rules.ts';
import { canonicalJson } from '../../../../shared/util/canonical-json.ts';
import { testOf } from '../tests/script-under-test.ts';
import { isInBox, limitOf } from './boxes.ts';
import type { Found } from './enumerate.ts';
import type { JudgedOne } from './judge.ts';
import type { Pair, Row } from './pair.ts';
import { fitting, valueAt } from './space.ts';

const MOST_WITNESSES = 3;
const MOST_LESSER_RUNS = 400;
/** Further ones around one of them. */
const MOST_AROUND = 300;

/** What is found, told with inputs that show it, each run through the engine in both versions. */
export class Report {
  readonly #pair: Pair;
  readonly #after: RulesetManifest;
  /** Inputs as people would give them: of test cases and of judgments. */
  readonly #given: readonly Row[];
  /** That the versions name. */
  readonly #numbers: readonly number[];

  constructor(
    pair: Pair,
    after: RulesetManifest,
    { given, numbers }: { readonly given: readonly Row[]; readonly numbers: readonly number[] },
  ) {
    this.#pair = pair;
    this.#after = after;
    this.#given = given;
    this.#numbers = numbers;
  }

  /** `judgments`: of those of late, how many had such inputs. */
  region(found: Found, judgments: number): MeaningRegion {
    const { axes, box, before, after, together, isCut, amongRules } = found;
    const limits = axes.map((axis, dim) => limitOf(axis, box[dim] ?? []));
    return {
      ...{ from: this.#outcome(before), to: this.#outcome(after) },
      limits: limits.filter((limit): limit is MeaningLimit => limit !== undefined),
      ...{ judgments, isCut, amongRules },
      together: together.map((dim) => axes[dim]?.dim.name ?? ''),
      witnesses: this.#rowsFor(found).map((row) => this.witness(row)),
    };
  }

  #outcome(outcome: number): MeaningOutcome {
    const verdict = this.#pair.space.verdicts[outcome];
    if (verdict !== undefined) return { verdict };
    const holdCause = HOLD_CAUSES[-1 - outcome];
    return { verdict: HOLD_VERDICT, ...(holdCause === undefined ? {} : { holdCause }) };
  }

  /** Inputs of a region: given ones first, then one near a given one, then the one by which it was found. */
  #rowsFor(found: Found): Row[] {
    const { axes, box, row, together } = found;
    const typical = this.#given[0];
    const near = (given: Row) =>
      given.map((value, dim) => {
        const places = box[dim] ?? [];
        const isAny = places.length === axes[dim]?.atoms.length;
        if (isAny) return value;
        return axes[dim]?.atoms[places[Math.floor((places.length - 1) / 2)] ?? 0]?.shown ?? value;
      });
    const inside = this.#given.filter((given) => isInBox(axes, box, given));
    const made = typical === undefined || together.length > 0 ? [] : [near(typical)];
    const usual = [...inside.slice(0, MOST_WITNESSES - 1), ...made];
    // Limits of inputs that make a border together are told as they are at the row by which it was found.
    const all = together.length > 0 ? [row, ...usual] : [...usual, row];
    const { before, after } = this.#pair.judge(this.#pair.columnsOf(all));
    const shown = all.filter(
      (_, index) => before.outcomes[index] === found.before && after.outcomes[index] === found.after,
    );
    const keys = shown.map((each) => each.join(' '));
    const unique = shown.filter((_, index) => keys.indexOf(keys[index] as string) === index);
    return unique.slice(0, Math.max(1, inside.length > 0 ? MOST_WITNESSES : 1));
  }

  witness(row: Row): MeaningWitness {
    return this.#witnessOf(row, ...this.#runs(row));
  }

  #runs(row: Row): [JudgedOne, JudgedOne] {
    const values = this.#pair.space.dims.map((dim, index) => valueAt(dim, row[index] as number));
    return [this.#pair.before.one(values), this.#pair.after.one(values)];
  }

  #witnessOf(row: Row, before: JudgedOne, after: JudgedOne): MeaningWitness {
    const { dims } = this.#pair.space;
    const input = Object.fromEntries(
      dims.map((dim, index) => [dim.name, valueAt(dim, row[index] as number)]),
    );
    const own = this.#after.inputs.map(({ name }) => input[name] ?? null);
    const { verdict, confidence, holdCause } = after;
    const said = { verdict, confidence, ...(holdCause === undefined ? {} : { holdCause }) };
    const was = before.holdCause === undefined ? before.verdict : `HOLD ${before.holdCause}`;
    const is = holdCause === undefined ? verdict : `HOLD ${holdCause}`;
    const name = was === is ? is : `${was} → ${is}`;
    return {
      input,
      before: runOf(before),
      after: runOf(after),
      test: testOf(this.#after, own, said, { name }),
    };
  }

  /** A row with each input at every choice and number there is: what is calculated for a result alone turns where no condition does. */
  #around(row: Row | undefined): Row[] {
    if (row === undefined) return [];
    const { dims } = this.#pair.space;
    const each = Math.ceil(MOST_AROUND / dims.length);
    return dims.flatMap((dim, place) => {
      const values =
        dim.kind === 'choice'
          ? dim.values.map((_, at) => at)
          : this.#numbers.map((number) => fitting(number, dim));
      return values.slice(0, each).map((value) => row.with(place, value));
    });
  }

  /** What differs where the verdict does not, one of each; whether all inputs known were looked at. */
  lesser(isLate: () => boolean): { found: LesserDifference[]; isWhole: boolean } {
    const found = new Map<LesserDifference['kind'], LesserDifference>();
    const met = [...this.#given, ...this.#pair.lesser, ...this.#pair.ways];
    const rows = [...met.slice(0, MOST_LESSER_RUNS), ...this.#around(met[0])];
    let isWhole = true;
    for (const row of rows) {
      isWhole = !isLate();
      if (!isWhole) break;
      const [before, after] = this.#runs(row);
      if (before.verdict !== after.verdict || before.holdCause !== after.holdCause) continue;
      for (const kind of kindsOf(before, after))
        if (!found.has(kind)) found.set(kind, { kind, witness: this.#witnessOf(row, before, after) });
    }
    return { found: [...found.values()], isWhole };
  }
}

const runOf = ({ error: _error, ...run }: JudgedOne): MeaningRun => run;

function kindsOf(before: JudgedOne, after: JudgedOne): LesserDifference['kind'][] {
  const ids = ({ fired }: JudgedOne) =>
    fired.map(({ ruleId }) => (/^L\d/.test(ruleId) ? 'L' : ruleId)).join(' ');
  return [
    ...(before.error === after.error ? [] : ['error' as const]),
    ...(Object.is(before.confidence, after.confidence) ? [] : ['confidence' as const]),
    ...(before.values === after.values ? [] : ['values' as const]),
    // Of a hold they say what `error` does, with a line that may have moved.
    ...(before.holdCause !== undefined || canonicalJson(before.reasons) === canonicalJson(after.reasons)
      ? []
      : ['reasons' as const]),
    ...(ids(before) === ids(after) ? [] : ['rules' as const]),
    ...(before.operations === after.operations ? [] : ['operations' as const]),
  ];
}
