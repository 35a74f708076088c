import type { RulesetManifest } from '../../../../../shared/contract/rules.ts';
import type { Place } from '../../ports.ts';
import type { Context } from './context.ts';
import type { Findings } from './findings.ts';
import { goes, type Ran, type Runs } from './runs.ts';
import { ARRAY, CHAR, contains, MAP, NUMBER, TEXT, UNIT, type Value } from './values.ts';

const AIMED_RUNS = 80;

/** Tells what is wrong with results: no verdict, one nobody declared, a confidence that is none. */
export function tellResults(
  findings: Findings,
  context: Context,
  runs: Runs,
  manifest: RulesetManifest,
): void {
  tellWords(findings, context, manifest);
  tellConfidences(findings, context, runs);
  tellNoVerdict(findings, context, runs, manifest);
  for (const ran of runs.unjudged) {
    const fault = faultOf(ran, manifest);
    if (findings.all().some(({ code }) => code === fault)) continue;
    const place = fault === 'CONFIDENCE_RANGE' ? context.confidences[0]?.at : context.endings[0]?.at;
    findings.add(fault, place, toldOf(ran));
  }
}

const toldOf = (ran: Ran) => ({
  basis: 'run' as const,
  witness: ran.inputs,
  outcome: JSON.stringify(ran.outcome.value),
});

/** Endings without a verdict, each with a run that gets there. */
function tellNoVerdict(findings: Findings, context: Context, runs: Runs, manifest: RulesetManifest): void {
  for (const { value, state, path, at } of context.endings) {
    if (!isBad(value)) continue;
    const fits = (ran: Ran) => faultOf(ran, manifest) === 'NO_VERDICT' && goes(ran.outcome, path);
    runs.search(AIMED_RUNS, state, () => runs.unjudged.some(fits));
    const found = runs.unjudged.find(fits);
    if (found !== undefined)
      findings.add('NO_VERDICT', writtenNumber(value.fields?.get('verdict')) ?? at, toldOf(found));
  }
}

/** Where a number is written that a verdict can be. */
function writtenNumber(verdict: Value | undefined): Place | undefined {
  if (verdict === undefined) return undefined;
  const { either, mask, writtenAt } = verdict;
  if (either !== undefined) return writtenNumber(either.yes) ?? writtenNumber(either.no);
  return (mask & TEXT) === 0 ? writtenAt : undefined;
}

type Fault = 'NO_VERDICT' | 'UNDECLARED_VERDICT' | 'CONFIDENCE_RANGE';

function faultOf({ outcome: { value } }: Ran, { verdicts }: RulesetManifest): Fault {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return 'NO_VERDICT';
  const { verdict, confidence = null } = value as Record<string, unknown>;
  if (typeof verdict !== 'string') return 'NO_VERDICT';
  if (!Object.hasOwn(verdicts, verdict)) return 'UNDECLARED_VERDICT';
  if (confidence !== null && (typeof confidence !== 'number' || !(confidence >= 0 && confidence <= 1)))
    return 'CONFIDENCE_RANGE';
  return 'NO_VERDICT';
}

/** A result judging may not be able to read. */
function isBad(value: Value): boolean {
  if ((value.mask & ~MAP) !== 0) return true;
  const { fields } = value;
  if (fields === undefined) return true;
  const verdict = fields.get('verdict');
  if (verdict === undefined || (verdict.mask & ~(TEXT | CHAR)) !== 0) return true;
  const reasons = fields.get('reasons');
  return reasons !== undefined && !isReasons(reasons);
}

function isReasons(value: Value): boolean {
  const isOne = (item: Value): boolean => {
    if ((item.mask & ~(TEXT | CHAR | MAP)) !== 0) return false;
    if ((item.mask & MAP) === 0) return true;
    const [ko, en] = [item.fields?.get('ko'), item.fields?.get('en')];
    return ko !== undefined && en !== undefined && ((ko.mask | en.mask) & ~(TEXT | CHAR)) === 0;
  };
  if ((value.mask & ARRAY) === 0) return isOne({ ...value, mask: value.mask & ~UNIT });
  return value.items === undefined || value.items.mask === 0 || isOne(value.items);
}

function tellWords(findings: Findings, context: Context, { verdicts }: RulesetManifest): void {
  for (const { value, at } of context.endings) {
    for (const [word, place] of value.fields?.get('verdict')?.texts ?? [])
      if (!Object.hasOwn(verdicts, word))
        findings.add('UNDECLARED_VERDICT', place[0] > 0 ? place : at, { about: word });
  }
}

/** Confidences that are no number, or none from 0 to 1: for certain, or in some run. */
function tellConfidences(findings: Findings, context: Context, runs: Runs): void {
  const isOutside = ({ outcome: { value } }: Ran): boolean => {
    const confidence =
      value !== null && typeof value === 'object' && 'confidence' in value ? value.confidence : null;
    return confidence !== null && (typeof confidence !== 'number' || !(confidence >= 0 && confidence <= 1));
  };
  for (const { at, value, state } of context.confidences) {
    const isNumber = (value.mask & NUMBER) !== 0;
    const { low, high } = value.range;
    const place: Place = at;
    if (
      (value.mask & (NUMBER | UNIT)) === 0 ||
      (isNumber && (value.mask & ~NUMBER) === 0 && (low > 1 || high < 0))
    ) {
      findings.add('CONFIDENCE_RANGE', place);
      continue;
    }
    const isInside =
      (value.mask & ~(NUMBER | UNIT)) === 0 && low >= 0 && high <= 1 && contains(value.range, low);
    if (isInside) continue;
    runs.search(AIMED_RUNS * 2, state, () => runs.unjudged.some(isOutside));
    const found = runs.unjudged.find(isOutside);
    if (found !== undefined)
      findings.add('CONFIDENCE_RANGE', place, {
        basis: 'run',
        witness: found.inputs,
        outcome: JSON.stringify(found.outcome.value),
      });
  }
}
