import { existsSync, readFileSync } from 'node:fs';

/** What a part of the tests came to. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** How a program ended and what it wrote. */
export interface Ending {
  readonly code: number;
  readonly output: string;
}

/** A program that counts nothing is one test that passed or failed. */
const one = (code: number): Counts => ({
  passed: code === 0 ? 1 : 0,
  failed: code === 0 ? 0 : 1,
  skipped: 0,
});

/** Whatever a report says, a program that ends with a failure has at least one. */
const honest = (counts: Counts, code: number): Counts =>
  code === 0 || counts.failed > 0 ? counts : { ...counts, failed: 1 };

function readReport<T>(file: string): T | null {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : null;
}

/** Counts from a closing line "N passed, N failed[, N skipped]"; without one the program is one test. */
export function countClosingLine({ code, output }: Ending): Counts {
  const closing = [...output.matchAll(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?\r?$/gm)].at(-1);
  if (closing === undefined) return one(code);
  const [, passed, failed, skipped = '0'] = closing;
  return honest({ passed: Number(passed), failed: Number(failed), skipped: Number(skipped) }, code);
}

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { status: string; assertionResults: unknown[] }[];
}

/** Counts from vitest's JSON report; a file that could not even be loaded is a failure, and so is a missing report. */
export function countVitest({ code }: Pick<Ending, 'code'>, reportFile: string): Counts {
  const report = readReport<VitestReport>(reportFile);
  if (report === null) return one(code || 1);
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  return honest(
    {
      passed: report.numPassedTests,
      failed: report.numFailedTests + broken.length,
      skipped: report.numPendingTests + report.numTodoTests,
    },
    code,
  );
}

interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
}

/** Counts from Playwright's JSON report; a test that passed only when it was repeated has failed. */
export function countPlaywright({ code }: Pick<Ending, 'code'>, reportFile: string): Counts {
  const stats = readReport<PlaywrightReport>(reportFile)?.stats;
  if (stats === undefined) return one(code || 1);
  return honest(
    { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped },
    code,
  );
}
