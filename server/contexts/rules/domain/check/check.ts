import type { CheckReport, FindingCode } from '../../../../../shared/contract/ruleset-check.ts';
import type { RulesetManifest } from '../../../../../shared/contract/rules.ts';
import type { CheckEngine, FunctionTree, Place, ScriptTree } from '../../ports.ts';
import { Context } from './context.ts';
import { tellConditions } from './conditions.ts';
import { tellContradictions } from './contradictions.ts';
import { Findings } from './findings.ts';
import { fixesOf } from './fixes.ts';
import { tellIssues } from './issues.ts';
import { forgottenIn } from './forgotten.ts';
import { namesOf } from './names.ts';
import { tellResults } from './results.ts';
import { Runs } from './runs.ts';
import { Samples } from './samples.ts';
import { Script } from './statements.ts';
import { visit } from './walk.ts';

/** Runs before anything is looked for in particular. */
const FIRST_RUNS = 1_200;

export interface CheckOptions {
  readonly now: () => number;
  /** Milliseconds after which searching ends; what is proved is told all the same. */
  readonly budgetMs: number;
}

/**
 * What is wrong, or will be with some input, in a ruleset. Everything that a run can show was run; the same ruleset gives the same
 * findings unless time runs out (`complete`).
 */
export function checkScript(
  engine: CheckEngine,
  manifest: RulesetManifest,
  source: string,
  { now, budgetMs }: CheckOptions,
): CheckReport {
  const findings = new Findings(source);
  const report = (conditions: number, runs: number, complete: boolean, provedAll = true): CheckReport => {
    findings.propose(fixesOf(manifest, source));
    return { findings: findings.sorted(), ...{ conditions, runs, complete, provedAll } };
  };
  const parsed = engine.tree(source);
  if (!parsed.ok) {
    for (const { line, column, code, reason } of parsed.diagnostics)
      findings.add(codeOf(code), line > 0 ? [line, column] : tooLarge(source), { reason });
    return report(0, 0, true);
  }
  const context = new Context(manifest, functionsOf(parsed.tree));
  for (const text of textsOf(parsed.tree)) context.words.add(text);
  new Script(context).run(parsed.tree.main);
  const opened = engine.open(manifest, source);
  try {
    const until = now() + budgetMs;
    const runs = new Runs(
      (inputs) => opened.run(inputs),
      new Samples(manifest, context),
      () => now() > until,
    );
    for (const { code, line, column, reason } of opened.diagnostics)
      findings.add(codeOf(code), line > 0 ? [line, column] : tooLarge(source), { reason });
    tellNames(findings, context, manifest, parsed.tree, source, opened);
    if (opened.diagnostics.length === 0) runs.search(FIRST_RUNS, undefined, () => false);
    const canRun = opened.diagnostics.length === 0;
    tellIssues(findings, context, runs, parsed.tree, canRun);
    tellResults(findings, context, runs, manifest);
    // Of a decision table this is told by its rows, exactly.
    if (manifest.table === undefined)
      tellConditions(findings, context, runs, canRun, asMeant(findings, manifest, parsed.tree));
    tellContradictions(findings, context, runs, manifest);
    return report(context.conditions.size, runs.count, runs.isComplete, context.work.left > 0);
  } finally {
    opened.close();
  }
}

/** What is known of the script where every `let` that hides what it was meant to change does change it; none hides any: undefined. */
function asMeant(findings: Findings, manifest: RulesetManifest, tree: ScriptTree): Context | undefined {
  const hiding = findings.all().filter(({ code }) => code === 'SHADOWED');
  if (hiding.length === 0) return undefined;
  const places = new Set(hiding.map(({ line, column }) => `${line}:${column}`));
  const meant = new Context(manifest, functionsOf(tree), places);
  new Script(meant).run(tree.main);
  return meant;
}

/** Where a number stands that is too large for one: the engine does not say. */
function tooLarge(source: string): Place | undefined {
  for (const [index, line] of source.split('\n').entries())
    for (const { 0: number, index: at } of line.matchAll(/\d[\d_]*(?:\.\d+)?[eE][+-]?\d+/g))
      if (!Number.isFinite(Number(number.replaceAll('_', ''))))
        return [index + 1, [...line.slice(0, at)].length + 1];
  return undefined;
}

/** Short texts of a script, as parts of what an input may be. */
function textsOf({ main, functions }: ScriptTree): Set<string> {
  const texts = new Set<string>();
  for (const body of [main, ...functions.map((own) => own.body)])
    visit(
      body,
      () => undefined,
      (node) => {
        if ((node.kind === 'text' || node.kind === 'character') && node.value.length <= 16)
          texts.add(node.value);
      },
    );
  return texts;
}

const codeOf = (code: string): FindingCode =>
  code === 'UNKNOWN_VARIABLE' ? 'UNKNOWN_NAME' : code === 'UNKNOWN_FUNCTION' ? 'UNKNOWN_FUNCTION' : 'SYNTAX';

export function functionsOf({ functions }: ScriptTree): ReadonlyMap<string, readonly FunctionTree[]> {
  const byName = new Map<string, FunctionTree[]>();
  for (const own of functions) byName.set(own.name, [...(byName.get(own.name) ?? []), own]);
  return byName;
}

function tellNames(
  findings: Findings,
  context: Context,
  manifest: RulesetManifest,
  tree: ScriptTree,
  source: string,
  opened: ReturnType<CheckEngine['open']>,
): void {
  const inputs = ['input', 'parameters', ...manifest.inputs.map(({ name }) => name)];
  for (const { code, at, about } of namesOf(tree, inputs, source)) findings.add(code, at, { about });
  for (const at of forgottenIn(tree)) findings.add('ASSIGNED_NOT_READ', at);
  for (const { code, line, column } of opened.warnings) {
    const about =
      code === 'UNKNOWN_VARIABLE'
        ? [...(source.split('\n')[line - 1] ?? '')].slice(column - 1).join('')
        : undefined;
    findings.add(codeOf(code), [line, column], { about: /^\w+/.exec(about ?? '')?.[0] });
  }
  if (!opened.readsAny)
    for (const { name } of manifest.inputs)
      if (!opened.inputs.includes(name)) findings.add('UNUSED_INPUT', undefined, { about: name });
  if (!context.allParametersRead)
    for (const name of Object.keys(manifest.parameters))
      if (!context.parametersRead.has(name) && !mentions(source, name))
        findings.add('UNUSED_PARAMETER', undefined, { about: name });
  const words = Object.keys(manifest.verdicts).filter(
    (word) => !source.includes(`"${word}"`) && !source.includes(`\`${word}\``),
  );
  const isOpen = context.endings.some(
    ({ value }) => value.fields?.get('verdict')?.texts === undefined && value.fields?.has('verdict') === true,
  );
  for (const word of words) {
    const isMade =
      isOpen || context.endings.some(({ value }) => value.fields?.get('verdict')?.texts?.has(word));
    if (!isMade) findings.add('UNUSED_VERDICT', undefined, { about: word });
  }
}

/** Named behind a point or in brackets, also where the analysis did not get. */
const mentions = (source: string, name: string): boolean =>
  new RegExp(`(parameters\\s*\\.\\s*${name}\\b|parameters\\s*\\[\\s*"${name}")`).test(source);

export type { Place };
