import { HOLD_VERDICT } from '../../../../../shared/contract/judgment.ts';
import type { TestResult } from '../../../../../shared/contract/ruleset-desk.ts';
import { jsonText, orderedTests } from '../../../../../shared/util/ruleset-text.ts';
import { fieldText, isMembers, membersOf, type Members } from '../settings/manifest-form.ts';

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

/** A value of a test's input as it stands in the table. */
export function valueText(value: unknown): string {
  return value === undefined || value === null ? '–' : fieldText(value);
}

/** What a test wants, in short: `HIGH`, `OK 0.9`, `HOLD` and why. */
export function expectationText(test: Members, causeText: (cause: string) => string): string {
  const { verdict, holdCause, confidence } = membersOf(test['expect']);
  const parts = [holdCause !== undefined && verdict === undefined ? HOLD_VERDICT : verdict, confidence];
  const text = parts
    .filter((part) => part !== undefined)
    .map(fieldText)
    .join(' ');
  return holdCause === undefined ? text : `${text}: ${causeText(fieldText(holdCause))}`;
}

export function resultText(
  { verdict, holdCause, confidence }: Pick<TestResult, 'verdict' | 'holdCause' | 'confidence'>,
  causeText: (cause: string) => string,
): string {
  return expectationText({ expect: { verdict, holdCause, confidence: confidence ?? undefined } }, causeText);
}

/** The expectation that a result fulfils. */
export function expectationOf({ verdict, holdCause, confidence }: TestResult): Members {
  if (holdCause !== undefined) return { verdict: HOLD_VERDICT, holdCause };
  return { verdict, ...(confidence === null ? {} : { confidence }) };
}
