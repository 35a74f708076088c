import type { FindingCode } from '../../../../../shared/contract/ruleset-check.ts';
import type { Place, ScriptTree, Statement } from '../../ports.ts';
import type { Context, Issue } from './context.ts';
import type { Findings } from './findings.ts';
import type { Ran, Runs } from './runs.ts';
import { blocksOf, visit } from './walk.ts';

/** Runs that are aimed at one place. */
const AIMED_RUNS = 60;
const MOST_AIMED = 80;

/** What an error of a run may mean, first things first. */
const MEANINGS: Readonly<Record<string, readonly FindingCode[]>> = {
  TYPE_MISMATCH: [
    'NOTHING_USED',
    'UNHANDLED_MISSING',
    'TEXT_AGAINST_NUMBER',
    'TYPE_MISMATCH',
    'UNKNOWN_FUNCTION',
  ],
  UNKNOWN_FUNCTION: [
    'NOTHING_USED',
    'UNHANDLED_MISSING',
    'TEXT_AGAINST_NUMBER',
    'UNKNOWN_FUNCTION',
    'TYPE_MISMATCH',
  ],
  MISSING_PROPERTY: ['UNKNOWN_NAME', 'MISSING_VALUE', 'UNHANDLED_MISSING', 'NOTHING_USED'],
  NOT_FINITE: ['DIVISION_BY_ZERO', 'NOT_FINITE'],
  ARITHMETIC: ['DIVISION_BY_ZERO', 'OVERFLOW', 'TYPE_MISMATCH'],
  NOT_A_NUMBER: ['NOT_A_NUMBER'],
  INDEX: ['INDEX_OUTSIDE'],
  UNKNOWN_VARIABLE: ['UNKNOWN_NAME'],
  CONSTANT: ['SYNTAX'],
  RUNTIME: ['TYPE_MISMATCH', 'UNHANDLED_MISSING', 'NOTHING_USED'],
  THROWN: ['THROWN'],
};
/** What it means where the analysis expected nothing there. */
const OTHERWISE: Readonly<Record<string, FindingCode>> = {
  TYPE_MISMATCH: 'TYPE_MISMATCH',
  UNKNOWN_FUNCTION: 'TYPE_MISMATCH',
  MISSING_PROPERTY: 'UNHANDLED_MISSING',
  NOT_FINITE: 'NOT_FINITE',
  ARITHMETIC: 'OVERFLOW',
  NOT_A_NUMBER: 'NOT_A_NUMBER',
  INDEX: 'INDEX_OUTSIDE',
  UNKNOWN_VARIABLE: 'UNKNOWN_NAME',
  CONSTANT: 'SYNTAX',
  RUNTIME: 'TYPE_MISMATCH',
  THROWN: 'THROWN',
};

const endsAt = ({ at, ends = [] }: Issue, line: number, column: number): boolean =>
  [at, ...ends].some(([l, c]) => l === line && c === column);

/** Tells what may go wrong at places: what is sure, and what a run has shown. */
export function tellIssues(
  findings: Findings,
  context: Context,
  runs: Runs,
  tree: ScriptTree,
  canRun: boolean,
): void {
  const issues = [...context.issues.values()].filter((issue) => isMeant(context, issue));
  if (canRun) aim(issues, runs);
  for (const ran of runs.errors.values()) tellError(findings, issues, ran, tree);
  for (const issue of issues) {
    if (!issue.sure) continue;
    const about = issue.about?.startsWith('=0 ') === true ? undefined : issue.about;
    findings.add(issue.code, issue.at, { about, fix: issue.fix });
  }
}

/** `== 0.0` of what is a divisor somewhere guards it. */
const isMeant = (context: Context, { code, about }: Issue): boolean =>
  code !== 'FLOAT_EQUALITY' || about?.startsWith('=0 ') !== true || !context.divisors.has(about.slice(3));

/** Runs inputs that get to each place where something may go wrong, until it does. */
function aim(issues: readonly Issue[], runs: Runs): void {
  let left = MOST_AIMED;
  for (const issue of issues) {
    if (issue.sure || left <= 0) continue;
    const isShown = () =>
      [...runs.errors.values()].some(
        ({ outcome: { error } }) => error !== null && endsAt(issue, error.line, error.column),
      );
    if (isShown()) continue;
    left -= 1;
    runs.search(AIMED_RUNS, issue.state, isShown);
  }
}

function tellError(findings: Findings, issues: readonly Issue[], ran: Ran, tree: ScriptTree): void {
  const { error } = ran.outcome;
  if (error === null) return;
  const told = {
    ...{ basis: 'run' as const, witness: ran.inputs, reason: error.reason },
    outcome: `${error.code}: ${error.message}`,
  };
  const at: Place = [error.line, error.column];
  if (error.code.endsWith('_LIMIT') || error.code === 'CALL_DEPTH' || error.code === 'TRAP') {
    findings.add('COST', costPlace(issues, tree, at, error.code), told);
    return;
  }
  if (error.code === 'RESULT_TYPE' || error.code === 'INPUT') {
    findings.add('NO_VERDICT', at, told);
    return;
  }
  const kind = error.reason.code === 'scriptNotANumber' ? 'NOT_A_NUMBER' : error.code;
  const meanings = MEANINGS[kind] ?? [];
  const here = issues.filter((issue) => endsAt(issue, error.line, error.column));
  const near = here.length > 0 ? here : issues.filter((issue) => issue.at[0] === error.line);
  const found = meanings.flatMap((code) => near.filter((issue) => issue.code === code))[0];
  // What was kept of nothing is told where it comes from.
  const isTold = issues.some(
    (issue) => issue.code === 'NOTHING_USED' && issue.sure && issue.at[0] < error.line,
  );
  if (found === undefined && isTold) return;
  const code = found?.code ?? OTHERWISE[kind] ?? 'TYPE_MISMATCH';
  findings.add(code, found?.at ?? at, { ...told, about: found?.about, fix: found?.fix });
}

/** The outermost loop around a place; the loop or the call in functions where only their call is known; else the place itself. */
function costPlace(
  issues: readonly Issue[],
  { main, functions }: ScriptTree,
  at: Place,
  code: string,
): Place {
  const recursion = issues.find((issue) => issue.code === 'COST')?.at;
  if (code === 'CALL_DEPTH') return recursion ?? at;
  const inFunctions = functions
    .filter(({ name }) => !name.startsWith('anon$'))
    .flatMap(({ body }) => loopsOf(body));
  const around = [...loopsOf(main), ...inFunctions].find(
    ({ first, last }) => at[0] >= first[0] && at[0] <= last,
  );
  // In so many turns as are written there, it is the value that grows too fast.
  if (around !== undefined) return code === 'OPERATION_LIMIT' || !around.isCounted ? around.first : at;
  return callsOwn(main, functions, at[0]) ? (inFunctions[0]?.first ?? recursion ?? at) : at;
}

/** Whether a function of the script is called in a line. */
function callsOwn(main: ScriptTree['main'], functions: ScriptTree['functions'], line: number): boolean {
  const names = new Set(functions.map(({ name }) => name));
  let found = false;
  visit(
    main,
    () => undefined,
    (node) => {
      if ((node.kind === 'call' || node.kind === 'method') && node.at[0] === line && names.has(node.name))
        found = true;
    },
  );
  return found;
}

interface LoopLines {
  readonly first: Place;
  readonly last: number;
  readonly isCounted: boolean;
}

/** The outermost loops of a body. */
function loopsOf(body: readonly Statement[]): LoopLines[] {
  const found: LoopLines[] = [];
  const inner = new Set<Statement>();
  visit(
    body,
    (statement) => {
      if (statement.kind !== 'while' && statement.kind !== 'for' && statement.kind !== 'do') return;
      let last = statement.at[0];
      for (const block of blocksOf(statement))
        visit(
          block,
          (below) => {
            inner.add(below);
            last = Math.max(last, below.at[0]);
          },
          ({ at }) => {
            last = Math.max(last, at[0]);
          },
        );
      if (!inner.has(statement))
        found.push({ first: statement.at, last, isCounted: statement.kind === 'for' });
    },
    () => undefined,
  );
  return found;
}
