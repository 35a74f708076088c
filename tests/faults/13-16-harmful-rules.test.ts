import { describe, expect, it } from 'vitest';
import { judge, startRuleStation } from '../support/rule-station.ts';
import type { StationProcess } from '../support/station-process.ts';

const STOPPED_WITHIN_MS = 500;
/** Wall time is measured, which a busy machine can spoil; a real fault spoils every try. */
const TRIES = 5;

const failing = {
  source: 'if x > 5.0 { throw "no" } #{ verdict: "OK" }',
  limits: { operations: 10_000, deadlineMs: 500 },
};
const suspended = async (running: StationProcess) => {
  for (let failure = 0; failure < 3; failure++) {
    const { holdCause } = await judge(running, 'failing', 9);
    expect(holdCause).toBe('RULE_ERROR');
  }
  return judge(running, 'failing', 1);
};

describe('fault 13: an endless rule', () => {
  const endless = {
    source: 'let n = 0.0; loop { n += x; }',
    limits: { operations: 10_000_000, deadlineMs: 50 },
  };

  it('is stopped within 500 ms as HOLD and keeps no other rule waiting', async () => {
    // One for each try: a rule that fails three times in a row would be suspended.
    const names = Array.from({ length: TRIES }, (_, index) => `endless-${index}`);
    const running = await startRuleStation(Object.fromEntries(names.map((name) => [name, endless])));
    await judge(running, 'defect-rate');
    const slowestMs: number[] = [];
    for (const name of names) {
      const [stopped, other] = await Promise.all([judge(running, name), judge(running, 'defect-rate')]);
      expect(stopped.verdict).toBe('HOLD');
      expect(['RULE_TIMEOUT', 'RULE_LIMIT']).toContain(stopped.holdCause);
      expect(['medium', 'high', 'critical']).toContain(stopped.severity);
      expect(other.verdict).toBe('HIGH_DEFECT');
      slowestMs.push(Math.max(stopped.tookMs, other.tookMs));
      if (Math.min(...slowestMs) < STOPPED_WITHIN_MS) break;
    }
    expect(Math.min(...slowestMs)).toBeLessThan(STOPPED_WITHIN_MS);
    // The worker that was lost is back.
    const after = await Promise.all(Array.from({ length: 8 }, () => judge(running, 'defect-rate')));
    expect(after.every(({ verdict }) => verdict === 'HIGH_DEFECT')).toBe(true);
  });
});

describe('fault 16: a rule failing again and again', () => {
  it('is suspended for 60 s, and the screens are told', async () => {
    const running = await startRuleStation({ failing });
    const judgment = await suspended(running);
    expect([judgment.verdict, judgment.holdCause]).toEqual(['HOLD', 'RULE_SUSPENDED']);
    const { body } = await running.call('GET', '/api/v1/rulesets?limit=500');
    const { items } = body as { items: { id: string; suspendedUntil?: string }[] };
    const until = Date.parse(items.find(({ id }) => id === 'failing')?.suspendedUntil ?? '');
    expect(until - Date.now()).toBeGreaterThan(30_000);
    expect(until - Date.now()).toBeLessThanOrEqual(60_000);
    expect(running.log()).toMatch(/ruleset suspended/);
    expect((await judge(running, 'defect-rate')).verdict).toBe('HIGH_DEFECT');
  });
});

it('an endless rule is noticed when the deadline is not kept, a failing one when nothing is suspended', async () => {
  // Sorting is little work to the counter of operations and much to the machine.
  const source = 'let a = []; for i in 0..100 { a.push(i); } loop { a.sort(); a.reverse(); }';
  const slow = { source, limits: { operations: 6_000_000, deadlineMs: 50 } };
  const running = await startRuleStation({ slow, failing }, [
    {
      file: 'server/platform/rule-pool/rule-pool.ts',
      find: 'enforceDeadline: this.#options.enforceDeadline ?? true',
      replace: 'enforceDeadline: false',
    },
    {
      file: 'server/platform/rule-pool/suspension.ts',
      find: 'if (suspends) entry.until = now + this.#suspendMs;',
      replace: '',
    },
  ]);
  const { tookMs } = await judge(running, 'slow');
  expect(tookMs).toBeGreaterThan(STOPPED_WITHIN_MS);
  expect((await suspended(running)).verdict).toBe('OK');
});
