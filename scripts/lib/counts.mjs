import { existsSync, readFileSync } from 'node:fs';

/**
 * What a part of the tests came to.
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 */

/** @returns {Counts} a program that counts nothing: one test that passed or failed */
const one = (code) => ({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 });

/** Whatever a report says, a program that ends with a failure has at least one. */
const honest = (counts, code) => (code === 0 || counts.failed > 0 ? counts : { ...counts, failed: 1 });

const readReport = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null);

/** Counts from a closing line "N passed, N failed[, N skipped]"; without one the program is one test. */
export function countClosingLine({ code, output }) {
  const closing = [...output.matchAll(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm)].at(-1);
  if (closing === undefined) return one(code);
  const [, passed, failed, skipped = '0'] = closing;
  return honest({ passed: Number(passed), failed: Number(failed), skipped: Number(skipped) }, code);
}

/** Counts from vitest's JSON report; a file that could not even be loaded is a failure. */
export function countVitest({ code }, reportFile) {
  const report = readReport(reportFile);
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

/** Counts from Playwright's JSON report; a test that passed only when it was repeated is a failure. */
export function countPlaywright({ code }, reportFile) {
  const stats = readReport(reportFile)?.stats;
  if (stats === undefined) return one(code || 1);
  return honest(
    { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped },
    code,
  );
}
