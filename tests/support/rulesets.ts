import type { RawRuleset } from '../../server/contexts/rules/index.ts';

/** A ruleset for a test: what is left out is as small as the contract allows. */
export interface TestRuleset {
  readonly id: string;
  readonly source: string;
  readonly inputs?: readonly Record<string, unknown>[];
  readonly trigger?: Record<string, unknown>;
  readonly verdicts?: Record<string, string>;
  readonly tests?: readonly unknown[];
  /** Further fields of the manifest. */
  readonly manifest?: Record<string, unknown>;
}

export const NUMBER_INPUT = { name: 'x', type: 'number' };

/** Judged by one number `x` that comes with the request, unless told otherwise. */
export function rulesetOf({
  id,
  source,
  inputs,
  trigger,
  verdicts,
  tests,
  manifest,
}: TestRuleset): RawRuleset {
  return {
    manifest: {
      id,
      name: { ko: `시험 ${id}`, en: `Test ${id}` },
      inputs: inputs ?? [NUMBER_INPUT],
      trigger: trigger ?? { kind: 'request' },
      verdicts: verdicts ?? { OK: 'normal', BAD: 'high' },
      // On a busy machine a thread may wait for its turn longer than the usual deadline: a test that means that one says so.
      limits: { deadlineMs: 5_000 },
      ...manifest,
    },
    source,
    tests: tests ?? [],
  };
}

/** Looks at a press by the mean of ten minutes, and finds everything well. */
export const MEAN_OF_TEMPERATURE: TestRuleset = {
  id: 'watch',
  source: '#{ verdict: "OK", confidence: 1.0 }',
  inputs: [
    {
      name: 'temperature',
      type: 'number',
      unit: 'Cel',
      tag: '*/*/*/press*/temperature',
      take: 'mean',
      windowSeconds: 600,
      maxAgeSeconds: 86_400,
    },
  ],
};
