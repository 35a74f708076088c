import type { Finding } from '../../shared/contract/ruleset-check.ts';
import type { CorpusCase, Expected } from './cases.ts';

/** How one case was answered; README.md says how it is counted. */
export interface Measured {
  readonly found: readonly Expected[];
  readonly missed: readonly Expected[];
  readonly false: readonly Finding[];
}

const words = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');

function answers(finding: Finding, expected: Expected): boolean {
  if (finding.code !== expected.code && expected.or?.includes(finding.code) !== true) return false;
  if (expected.line !== undefined) return finding.line === expected.line;
  const told = words(finding.about);
  return words(expected.about).every((word) => told.includes(word));
}

/** Compares what a checker told of a case with what was to be found. */
export function measure({ expect, allow }: CorpusCase, findings: readonly Finding[]): Measured {
  const isFalse = (finding: Finding): boolean =>
    !expect.some((expected) => answers(finding, expected)) &&
    !expect.some(({ line }) => line !== undefined && line === finding.line) &&
    !allow.some(({ code, line }) => code === finding.code && (line === undefined || line === finding.line));
  return {
    found: expect.filter((expected) => findings.some((finding) => answers(finding, expected))),
    missed: expect.filter((expected) => !findings.some((finding) => answers(finding, expected))),
    false: findings.filter(isFalse),
  };
}
