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

const none = { complaints: [] };

describe('countClosingLine', () => {
  it('reads the last closing line, with and without skipped', () => {
    expect(
      countClosingLine({ code: 0, output: '1 passed, 0 failed\nok\n8 passed, 0 failed, 2 skipped\n' }),
    ).toEqual({ passed: 8, failed: 0, skipped: 2, ...none });
    expect(countClosingLine({ code: 1, output: '8 passed, 1 failed\n' })).toMatchObject({
      failed: 1,
      skipped: 0,
    });
  });

  it('takes a program without one as one test', () => {
    expect(countClosingLine({ code: 0, output: 'built' })).toEqual({
      passed: 1,
      failed: 0,
      skipped: 0,
      ...none,
    });
    expect(countClosingLine({ code: 2, output: '' })).toMatchObject({ passed: 0, failed: 1, skipped: 0 });
  });

  it('does not believe "0 failed" of a program that failed, and repeats its last lines', () => {
    const output = `${'line\n'.repeat(50)}no room\n8 passed, 0 failed\n`;
    const { failed, complaints } = countClosingLine({ code: 1, output });
    expect(failed).toBe(1);
    expect(complaints).toHaveLength(1);
    expect(complaints[0]?.message).toMatch(/^(line\n)+no room\n8 passed, 0 failed$/);
    expect(complaints[0]?.message.split('\n').length).toBeLessThan(30);
  });
});

describe('countVitest', () => {
  const file = (status: string, assertionResults: unknown[], message = '') => ({
    name: '/folder/some.test.ts',
    status,
    message,
    assertionResults,
  });
  const test = (status: string, ...failureMessages: string[]) => ({
    status,
    fullName: 'store keeps rows',
    failureMessages,
  });
  const passing = {
    numPassedTests: 5,
    numFailedTests: 0,
    numPendingTests: 1,
    numTodoTests: 1,
    testResults: [file('passed', [test('passed')])],
  };
  const ending = (code: number) => ({ code, output: 'said' });

  it('sums tests', () => {
    expect(countVitest(ending(0), report(passing))).toEqual({ passed: 5, failed: 0, skipped: 2, ...none });
  });

  it('counts a file that could not be loaded, a missing report and an end by time-out as failures', () => {
    const broken = { ...passing, testResults: [file('failed', [], 'no such module')] };
    expect(countVitest(ending(1), report(broken))).toMatchObject({
      failed: 1,
      complaints: [{ test: 'some.test.ts', message: 'no such module', unsteady: false }],
    });
    expect(countVitest(ending(0), join(folder, 'missing.json')).failed).toBe(1);
    expect(countVitest(ending(1), report(passing))).toMatchObject({
      failed: 1,
      complaints: [{ test: 'as a whole', message: 'said' }],
    });
  });

  it('names what failed, and what passed only when it was repeated', () => {
    const mixed = {
      ...passing,
      numFailedTests: 1,
      testResults: [file('failed', [test('failed', 'three rows', 'two rows'), test('passed', 'one row')])],
    };
    expect(countVitest(ending(1), report(mixed))).toMatchObject({
      failed: 1,
      complaints: [
        { test: 'some.test.ts: store keeps rows', message: 'three rows\ntwo rows', unsteady: false },
        { test: 'some.test.ts: store keeps rows', message: 'one row', unsteady: true },
      ],
    });
  });
});

describe('countPlaywright', () => {
  const spec = (status: string, ...errors: string[]) => ({
    title: 'opens',
    file: 'start.e2e.ts',
    tests: [{ status, results: [{ errors: errors.map((message) => ({ message })) }, { errors: [] }] }],
  });

  it('names what failed, and what passed only when it was repeated', () => {
    const stats = { expected: 9, unexpected: 1, flaky: 1, skipped: 3 };
    const suites = [
      { specs: [spec('expected')], suites: [{ specs: [spec('unexpected', 'no window')] }] },
      { specs: [spec('flaky', 'slow')] },
    ];
    expect(countPlaywright({ code: 1, output: '' }, report({ stats, suites }))).toEqual({
      passed: 10,
      failed: 1,
      skipped: 3,
      complaints: [
        { test: 'start.e2e.ts: opens', message: 'no window', unsteady: false },
        { test: 'start.e2e.ts: opens', message: 'slow', unsteady: true },
      ],
    });
  });

  it('counts a missing report and an error outside of all tests as a failure', () => {
    expect(countPlaywright({ code: 0, output: '' }, join(folder, 'missing.json')).failed).toBe(1);
    const stats = { expected: 9, unexpected: 0, flaky: 0, skipped: 0 };
    const outside = { stats, errors: [{ message: 'no such spec' }] };
    expect(countPlaywright({ code: 1, output: '' }, report(outside))).toMatchObject({
      failed: 1,
      complaints: [{ message: 'no such spec' }],
    });
  });
});
