import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** A test that failed or, `unsteady`, that passed only when it was repeated; `message` is what it said. */
export interface Complaint {
  readonly test: string;
  readonly message: string;
  readonly unsteady: boolean;
}

/** What a part of the tests came to. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly complaints: readonly Complaint[];
}

/** How a program ended and what it wrote. */
export interface Ending {
  readonly code: number;
  readonly output: string;
}

const LAST_LINES = 20;

/** A whole program that failed: its last lines say why. */
const ofProgram = (output: string): Complaint => ({
  test: 'as a whole',
  message: output.trimEnd().split('\n').slice(-LAST_LINES).join('\n'),
  unsteady: false,
});

/** A program that counts nothing is one test that passed or failed. */
const one = ({ code, output }: Ending): Counts =>
  code === 0
    ? { passed: 1, failed: 0, skipped: 0, complaints: [] }
    : { passed: 0, failed: 1, skipped: 0, complaints: [ofProgram(output)] };

/** Whatever a report says, a program that ends with a failure has at least one, and none is left without a word. */
function honest(counts: Counts, { code, output }: Ending): Counts {
  const failed = code === 0 ? counts.failed : Math.max(1, counts.failed);
  const told = failed === 0 || counts.complaints.some(({ unsteady }) => !unsteady);
  return {
    ...counts,
    failed,
    complaints: told ? counts.complaints : [...counts.complaints, ofProgram(output)],
  };
}

function readReport<T>(file: string): T | null {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : null;
}

/** Counts from a closing line "N passed, N failed[, N skipped]"; without one the program is one test. */
export function countClosingLine(ending: Ending): Counts {
  const closing = [...ending.output.matchAll(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?\r?$/gm)].at(-1);
  if (closing === undefined) return one(ending);
  const [, passed, failed, skipped = '0'] = closing;
  return honest(
    { passed: Number(passed), failed: Number(failed), skipped: Number(skipped), complaints: [] },
    ending,
  );
}

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
  }[];
}

/** Counts from vitest's JSON report; a file that could not even be loaded is a failure, and so is a missing report. */
export function countVitest(ending: Ending, reportFile: string): Counts {
  const report = readReport<VitestReport>(reportFile);
  if (report === null) return one({ ...ending, code: ending.code || 1 });
  const complaints: Complaint[] = [];
  let broken = 0;
  for (const { name, status, message, assertionResults } of report.testResults) {
    const file = basename(name);
    if (status === 'failed' && assertionResults.length === 0) {
      broken++;
      complaints.push({ test: file, message, unsteady: false });
    }
    // What a repeated test said at first stays in the report although it passed in the end.
    for (const { status: ended, fullName, failureMessages } of assertionResults) {
      if (failureMessages.length === 0) continue;
      complaints.push({
        test: `${file}: ${fullName}`,
        message: failureMessages.join('\n'),
        unsteady: ended === 'passed',
      });
    }
  }
  return honest(
    {
      passed: report.numPassedTests,
      failed: report.numFailedTests + broken,
      skipped: report.numPendingTests + report.numTodoTests,
      complaints,
    },
    ending,
  );
}

interface PlaywrightSuite {
  specs?: {
    title: string;
    file: string;
    tests: { status: string; results: { errors: { message?: string }[] }[] }[];
  }[];
  suites?: PlaywrightSuite[];
}

interface PlaywrightReport {
  suites?: PlaywrightSuite[];
  errors?: { message?: string }[];
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
}

const specsOf = (suite: PlaywrightSuite): NonNullable<PlaywrightSuite['specs']> => [
  ...(suite.specs ?? []),
  ...(suite.suites ?? []).flatMap(specsOf),
];

/** Counts from Playwright's JSON report. */
export function countPlaywright(ending: Ending, reportFile: string): Counts {
  const report = readReport<PlaywrightReport>(reportFile);
  if (report === null) return one({ ...ending, code: ending.code || 1 });
  const complaints: Complaint[] = (report.errors ?? []).map(({ message = '' }) => ({
    test: 'as a whole',
    message,
    unsteady: false,
  }));
  for (const { title, file, tests } of (report.suites ?? []).flatMap(specsOf)) {
    for (const { status, results } of tests) {
      if (status !== 'unexpected' && status !== 'flaky') continue;
      complaints.push({
        test: `${file}: ${title}`,
        message: results.flatMap(({ errors }) => errors.map(({ message = '' }) => message)).join('\n'),
        unsteady: status === 'flaky',
      });
    }
  }
  const { expected, unexpected, flaky, skipped } = report.stats;
  return honest({ passed: expected + flaky, failed: unexpected, skipped, complaints }, ending);
}
