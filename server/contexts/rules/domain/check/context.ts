import type { FindingCode } from '../../../../../shared/contract/ruleset-check.ts';
import type { RulesetManifest } from '../../../../../shared/contract/rules.ts';
import type { Expression, FunctionTree, Place } from '../../ports.ts';
import { read } from './narrow.ts';
import { startWith, type State, type Work } from './state.ts';
import { EVERYTHING, intersect, isEmpty, nameOf, type Interval, type Linear, type Value } from './values.ts';

/** Something that may be wrong at a place. `sure`: it is, whatever runs show; else a run must end there. */
export interface Issue {
  readonly code: FindingCode;
  readonly at: Place;
  readonly about?: string | undefined;
  readonly sure: boolean;
  /** Places where a run that shows it ends, beside its own. */
  readonly ends?: readonly Place[];
  /** What is known where it comes about; runs are aimed there. */
  readonly state: State;
  readonly fix?: IssueFix | undefined;
  readonly other?: number | undefined;
}

/** What would mend it: another text for what stands from a place on. */
export interface IssueFix {
  readonly at: Place;
  readonly old: string;
  readonly text: string;
}

/** One way on which a condition or arm is reached. */
export interface Reached {
  readonly state: State;
  readonly value: Value;
  /** Conditions it stands below, which hold there. */
  readonly below: readonly Value[];
}

export interface Condition {
  readonly at: Place;
  readonly kind: 'if' | 'arm' | 'let' | 'while';
  readonly reached: Reached[];
  /** Where a variable that is the whole condition was given its value. */
  readonly given?: Place | undefined;
  /** It is behind others of its chain, or behind ways that have ended. */
  readonly expression: Expression | undefined;
}

export const conditionKey = ({ kind, at }: Pick<Condition, 'kind' | 'at'>): string =>
  `${kind} ${at[0]}:${at[1]}`;

/** Where the script can end. */
export interface Ending {
  /** None where it just ends. */
  readonly at: Place | undefined;
  readonly value: Value;
  readonly state: State;
  readonly path: readonly Turn[];
}

/** A rule's branch that was taken. */
export interface Turn {
  readonly at: Place;
  readonly branch: string;
  readonly condition: Value | undefined;
}

export interface VerdictWrite {
  readonly slot: string;
  readonly word: string;
  readonly at: Place;
  readonly path: readonly Turn[];
  readonly state: State;
}

export interface Product {
  readonly operator: '*' | '/';
  readonly left: Linear;
  readonly right: Linear;
}

const LONGEST_NAME = 80;

/** Some forty times what the longest ruleset of the corpus takes; about a second. */
const MOST_COMPARISONS = 50_000;

/** What the analysis of one script knows and gathers. */
export class Context {
  readonly work: Work = { left: MOST_COMPARISONS };
  state: State = startWith(this.work);
  path: Turn[] = [];
  /** Above 0: nothing is told, as on first turns of loops. */
  quiet = 0;
  /** What is looked at is the first turn of a loop, exactly as it will be: units are told here, later ones may be of any. */
  isFirstTurn = false;
  /** Loops around what is looked at. */
  loops = 0;
  /** Where the main script called the function that is looked at. */
  calledAt: Place | undefined;
  readonly manifest: RulesetManifest;
  readonly functions: ReadonlyMap<string, readonly FunctionTree[]>;
  readonly issues = new Map<string, Issue>();
  readonly conditions = new Map<string, Condition>();
  readonly endings: Ending[] = [];
  readonly confidences: { readonly at: Place; readonly value: Value; readonly state: State }[] = [];
  readonly writes: VerdictWrite[] = [];
  readonly divisors = new Set<string>();
  /** Sums that are compared with 0 somewhere. */
  readonly borders = new Map<string, Linear>();
  /** Further ones are left out. */
  mostBorders = 300;
  /** What is left of the script is not looked at any more. */
  isLate: () => boolean = () => false;
  /** Products and quotients of inputs, by the name each goes by. */
  readonly products = new Map<string, Product>();
  /** Texts that inputs are compared with. */
  readonly words = new Set<string>();
  readonly parametersRead = new Set<string>();
  readonly called = new Set<string>();
  allParametersRead = false;
  #fresh = 0;
  readonly #interned = new Map<string, string>();

  /** Places of `let`s that are taken for assignments of what they hide. */
  readonly hiding: ReadonlySet<string>;

  constructor(
    manifest: RulesetManifest,
    functions: ReadonlyMap<string, readonly FunctionTree[]>,
    hiding: ReadonlySet<string> = new Set(),
  ) {
    this.hiding = hiding;
    this.manifest = manifest;
    this.functions = functions;
  }

  fresh(): string {
    this.#fresh += 1;
    return `#${this.#fresh}`;
  }

  /** A short name for a calculation. */
  named(text: string): string {
    if (text.length <= LONGEST_NAME) return text;
    const known = this.#interned.get(text) ?? this.fresh();
    this.#interned.set(text, known);
    return known;
  }

  /** A name for an operation of values, the same for the same values. */
  nameOf(operator: string, values: readonly Value[]): string {
    const names = values.map(nameOf);
    if (names.includes(undefined)) return this.fresh();
    return this.named(`${operator}(${names.join(',')})`);
  }

  read(value: Value): Value {
    return read(this.state, value);
  }

  /** The range of something with a name of its own, for sums it is part of. */
  know(name: string, range: Interval): void {
    const known = this.state.ranges.get(name);
    const now = known === undefined ? range : intersect(known, range);
    if (now === EVERYTHING || now === known || this.state.dead || isEmpty(now)) return;
    this.state = { ...this.state, ranges: new Map(this.state.ranges).set(name, now) };
  }

  issue(code: FindingCode, at: Place, more: Partial<Omit<Issue, 'code' | 'at' | 'state'>> = {}): void {
    const isHeard = this.quiet === 0 || (this.isFirstTurn && code === 'UNIT_MISMATCH');
    if (!isHeard || this.state.dead) return;
    const key = `${code} ${at[0]}:${at[1]} ${more.about ?? ''}`;
    const known = this.issues.get(key);
    if (known !== undefined && (known.sure || more.sure !== true)) return;
    this.issues.set(key, { sure: false, ...more, code, at, state: this.state });
  }

  condition(kind: Condition['kind'], at: Place, value: Value, expression?: Expression, given?: Place): void {
    if (this.quiet > 0 || this.state.dead) return;
    const key = conditionKey({ kind, at });
    const known = this.conditions.get(key) ?? { at, kind, reached: [], given, expression };
    this.conditions.set(key, known);
    if (known.reached.length >= 20) return;
    const below = this.path.flatMap(({ branch, condition: asked }) =>
      branch === 'yes' && asked !== undefined ? [asked] : [],
    );
    known.reached.push({ state: this.state, value, below });
  }

  border(linear: Linear | undefined): void {
    if (linear === undefined || linear.terms.length === 0 || this.borders.size > this.mostBorders) return;
    this.borders.set(
      `${linear.terms.map(([name, n]) => `${n}*${name}`).join('+')}+${linear.constant}`,
      linear,
    );
  }
}
