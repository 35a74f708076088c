import { HOLD_VERDICT } from '../../../../../shared/contract/judgment.ts';
import type { RulesetTest } from '../../../../../shared/contract/rules.ts';
import type { TestResult } from '../../../../../shared/contract/ruleset-desk.ts';
import { outputsMissed } from '../../../../../shared/util/expected-outputs.ts';
import { jsonText, orderedTests } from '../../../../../shared/util/ruleset-text.ts';
import type { Language } from '../../../../../shared/contract/common.ts';
import { textIn } from '../../../lib/format/format.ts';
import { fieldText, isMembers, membersOf, renamed, type Members } from '../settings/manifest-form.ts';

/** The test cases that a text holds, whatever is in them; null where it is no list. */
export function testsOf(text: string): readonly Members[] | null {
  try {
    const value = JSON.parse(text) as unknown;
    return Array.isArray(value) && value.every(isMembers) ? value : null;
  } catch {
    return null;
  }
}

export const testsText = (tests: readonly Members[]): string => jsonText(orderedTests(tests));

/** An input or output by its name and, where it has one, its label. */
export function labelledName(declared: Members, language: Language): string {
  const name = fieldText(declared['name']);
  const label = membersOf(declared['label']);
  const shown = textIn({ ko: fieldText(label['ko']), en: fieldText(label['en']) }, language);
  return shown === '' ? name : `${name} · ${shown}`;
}

/** A value as it stands in the table; a dash where there is none. */
export function valueText(value: unknown): string {
  return value === undefined || value === null ? '–' : fieldText(value);
}

type Outputs = NonNullable<RulesetTest['expect']['outputs']>;

/** What a test wants, in short: `HIGH`, `OK 0.9`, `OK · score 3`, `HOLD` and why. */
export function expectationText(
  test: Members,
  causeText: (cause: string) => string,
  separator = ' · ',
): string {
  const { verdict, holdCause, confidence, outputs } = membersOf(test['expect']);
  const parts = [holdCause !== undefined && verdict === undefined ? HOLD_VERDICT : verdict, confidence];
  const said = parts
    .filter((part) => part !== undefined)
    .map(fieldText)
    .join(' ');
  const others = Object.entries(membersOf(outputs)).map(([name, value]) => `${name} ${valueText(value)}`);
  const text = [said, ...others].filter((part) => part !== '').join(separator);
  return holdCause === undefined ? text : `${text}: ${causeText(fieldText(holdCause))}`;
}

/** What was said, as far as the test looks at it: of the outputs only those it names. */
export function resultText(
  { verdict, holdCause, confidence, outputs }: TestResult,
  test: Members,
  causeText: (cause: string) => string,
  separator?: string,
): string {
  const said = { verdict, holdCause, confidence: confidence ?? undefined };
  const named = holdCause === undefined ? outputsNamed(test, outputs) : undefined;
  return expectationText({ expect: { ...said, outputs: named } }, causeText, separator);
}

/** What is said of the outputs that a test names; undefined where it names none. */
function outputsNamed(test: Members, said: TestResult['outputs'] = {}): Outputs | undefined {
  const names = Object.keys(membersOf(membersOf(test['expect'])['outputs']));
  return names.length === 0
    ? undefined
    : Object.fromEntries(
        names.map((name) => [name, Object.hasOwn(said, name) ? (said[name] ?? null) : null]),
      );
}

/** The expectation that a result fulfils; of the outputs those that the test looks at. */
export function expectationOf(
  { verdict, holdCause, confidence, outputs }: TestResult,
  test: Members,
): Members {
  if (holdCause !== undefined) return { verdict: HOLD_VERDICT, holdCause };
  const named = outputsNamed(test, outputs);
  return {
    verdict,
    ...(confidence === null ? {} : { confidence }),
    ...(named === undefined ? {} : { outputs: named }),
  };
}

/** Outputs that were said or expected, and whether each is another than expected. A hold says none: then that is told. */
export function outputsToTell(
  expected: Outputs,
  { outputs = {}, holdCause }: TestResult,
): { readonly name: string; readonly got: Outputs[string] | undefined; readonly missed: boolean }[] {
  if (holdCause !== undefined) return [];
  const missed = new Set(outputsMissed(expected, outputs));
  const names = new Set([...Object.keys(outputs), ...Object.keys(expected)]);
  return [...names].map((name) => ({ name, got: outputs[name], missed: missed.has(name) }));
}

/** The test cases after an output of the decision table was given another name; null where none names it. */
export function testsWithOutputNamed(
  tests: readonly Members[],
  from: string,
  to: string,
): readonly Members[] | null {
  const names = (test: Members) => Object.hasOwn(membersOf(membersOf(test['expect'])['outputs']), from);
  if (!tests.some(names)) return null;
  return tests.map((test) => {
    const expect = membersOf(test['expect']);
    return names(test)
      ? { ...test, expect: { ...expect, outputs: renamed(membersOf(expect['outputs']), from, to) } }
      : test;
  });
}
