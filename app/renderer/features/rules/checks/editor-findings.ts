import { textOfFinding } from '../../../../../shared/contract/finding-texts.ts';
import type { CheckAnswer, FindingFix } from '../../../../../shared/contract/ruleset-check.ts';
import type { EditorProblem } from '../editor/types.ts';
import type { ToldProblem } from '../problems/told-problems.ts';
import { openFindings } from './use-findings.ts';

/** Findings as the editor shows them, with what mends them. */
export function editorFindings(
  answer: CheckAnswer | null,
  told: readonly ToldProblem[],
  language: 'ko' | 'en',
  mend: string,
  apply: (fix: FindingFix) => void,
): EditorProblem[] {
  const places = new Set(told.map(({ file, line, column }) => `${file} ${line}:${column}`));
  return openFindings(answer).flatMap((finding): EditorProblem[] => {
    const { code, severity, line, column = 1, fix } = finding;
    if (line === undefined || places.has(`rules.rhai ${line}:${column}`)) return [];
    const message = `${code}: ${textOfFinding(finding, language)}`;
    const actions =
      fix === undefined ? {} : { actions: [{ label: `${mend}: ${fix.text}`, run: () => apply(fix) }] };
    return [{ severity, message, line, column, ...actions }];
  });
}
