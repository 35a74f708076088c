import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countClosingLine, countPlaywright, countVitest } from '../../scripts/lib/counts.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aif-counts-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function report(value: unknown): string {
  const file = join(folder, 'report.json');
  writeFileSync(file, JSON.stringify(value));
  return file;
}

describe('countClosingLine', () => {
  it('reads the last closing line, with and without skipped', () => {
    expect(
      countClosingLine({ code: 0, output: '1 passed, 0 failed\nok\n8 passed, 0 failed, 2 skipped\n' }),
    ).toEqual({
      passed: 8,
      failed: 0,
      skipped: 2,
    });
    expect(countClosingLine({ code: 1, output: '8 passed, 1 failed\n' })).toMatchObject({
      failed: 1,
      skipped: 0,
    });
  });

  it('takes a program without one as one test', () => {
    expect(countClosingLine({ code: 0, output: 'built' })).toEqual({ passed: 1, failed: 0, skipped: 0 });
    expect(countClosingLine({ code: 2, output: '' })).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it('does not believe "0 failed" of a program that failed', () => {
    expect(countClosingLine({ code: 1, output: '8 passed, 0 failed\n' }).failed).toBe(1);
  });
});

describe('countVitest', () => {
  const passing = {
    numPassedTests: 5,
    numFailedTests: 0,
    numPendingTests: 1,
    numTodoTests: 1,
    testResults: [{ status: 'passed', assertionResults: [{}] }],
  };

  it('sums tests', () => {
    expect(countVitest({ code: 0 }, report(passing))).toEqual({ passed: 5, failed: 0, skipped: 2 });
  });

  it('counts a file that could not be loaded, a missing report and an end by time-out as failures', () => {
    const broken = { ...passing, testResults: [{ status: 'failed', assertionResults: [] }] };
    expect(countVitest({ code: 1 }, report(broken)).failed).toBe(1);
    expect(countVitest({ code: 0 }, join(folder, 'missing.json')).failed).toBe(1);
    expect(countVitest({ code: 1 }, report(passing)).failed).toBe(1);
  });
});

describe('countPlaywright', () => {
  it('counts a test that passed only at a second try as failed', () => {
    const stats = { expected: 9, unexpected: 1, flaky: 2, skipped: 3 };
    expect(countPlaywright({ code: 1 }, report({ stats }))).toEqual({ passed: 9, failed: 3, skipped: 3 });
  });

  it('counts a missing report as a failure', () => {
    expect(countPlaywright({ code: 0 }, join(folder, 'missing.json')).failed).toBe(1);
  });
});
