import type { RulesetManifest } from '../../../../../shared/contract/rules.ts';
import { SEVERITIES } from '../../../../../shared/contract/common.ts';
import type { ScriptRun } from '../../ports.ts';
import type { Context, Turn, VerdictWrite } from './context.ts';
import type { Findings } from './findings.ts';
import { assume } from './narrow.ts';
import { goes, type Ran, type Runs } from './runs.ts';
import type { State } from './state.ts';

const AIMED_RUNS = 120;
const MOST_PAIRS = 60;

/** Tells rules that can hold together and write different verdicts, the later one of them no worse. */
export function tellContradictions(
  findings: Findings,
  context: Context,
  runs: Runs,
  manifest: RulesetManifest,
): void {
  let pairs = 0;
  const { writes } = context;
  for (const [index, later] of writes.entries()) {
    for (const earlier of writes.slice(0, index).toReversed()) {
      if (!disagree(earlier, later, manifest) || pairs >= MOST_PAIRS) continue;
      const own = later.path.at(-1);
      const other = earlier.path.at(-1);
      if (own === undefined || other === undefined) continue;
      pairs += 1;
      const between = writes
        .slice(writes.indexOf(earlier) + 1, index)
        .filter(({ slot }) => slot === later.slot);
      const found = together(earlier, later, between, runs);
      if (found === undefined) continue;
      findings.add('CONTRADICTION', own.at, {
        ...{ basis: 'run' as const, witness: found.inputs, other: other.at[0] },
        about: `${earlier.word}, ${later.word}`,
        outcome: later.word,
      });
      break;
    }
  }
}

function disagree(earlier: VerdictWrite, later: VerdictWrite, { verdicts }: RulesetManifest): boolean {
  if (earlier.slot !== later.slot || earlier.word === later.word) return false;
  const rank = (word: string) => SEVERITIES.indexOf(verdicts[word] ?? 'normal');
  if (rank(later.word) > rank(earlier.word)) return false;
  const [a, b] = [earlier.path, later.path];
  let shared = 0;
  while (shared < a.length && shared < b.length && isSame(a[shared], b[shared])) shared += 1;
  const [x, y] = [a[shared], b[shared]];
  if (x === undefined || y === undefined) return false;
  return x.at[0] !== y.at[0] || x.at[1] !== y.at[1];
}

const isSame = (a: Turn | undefined, b: Turn | undefined): boolean =>
  a?.at[0] === b?.at[0] && a?.at[1] === b?.at[1] && a?.branch === b?.branch;

/** A run in which both write, nothing writes between them, and the later one's verdict is the result. */
function together(
  earlier: VerdictWrite,
  later: VerdictWrite,
  between: readonly VerdictWrite[],
  runs: Runs,
): Ran | undefined {
  const fits = ({ outcome }: Ran): boolean =>
    goes(outcome, earlier.path) &&
    goes(outcome, later.path) &&
    !between.some(({ path }) => goes(outcome, path)) &&
    verdictOf(outcome) === later.word;
  const known = [...runs.ways.values()].find(fits);
  if (known !== undefined) return known;
  const state = both(earlier, later);
  if (state.dead) return undefined;
  let found: Ran | undefined;
  runs.search(AIMED_RUNS, state, () => {
    found = [...runs.ways.values()].slice(-3).find(fits);
    return found !== undefined;
  });
  return found;
}

/** What is known where the later one writes, with the conditions of the earlier one. */
function both(earlier: VerdictWrite, later: VerdictWrite): State {
  return earlier.path.reduce(
    (state, { condition, branch }) =>
      condition === undefined ? state : assume(state, condition, branch === 'yes'),
    later.state,
  );
}

const verdictOf = ({ value }: ScriptRun): unknown =>
  value !== null && typeof value === 'object' && 'verdict' in value ? value.verdict : undefined;
