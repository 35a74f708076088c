import { describe, expect, it } from 'vitest';
import { addRules, judge, startRuleStation, watchGrowth } from '../support/rule-station.ts';
import type { GuardRemoval, StationProcess } from '../support/station-process.ts';
import { WITHOUT_LIMITS } from '../support/unlimited-rhai.ts';

const GROWTH_BYTES = 64 * 1024 ** 2;
/** The longest deadline there is: how long a busy machine takes is fault 13. */
const limits = { operations: 10_000_000, deadlineMs: 5_000 };
const rulesOf = (sources: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(sources).map(([id, source]) => [id, { source, limits }]));
const OK = '#{ verdict: "OK" }';

const RECURSION = 'fn deep(n) { deep(n + 1.0) } deep(x)';

/** Starts whatever is only started on first use, so that it does not count as growth. */
async function warmedUp(station: StationProcess): Promise<StationProcess> {
  for (let count = 0; count < 50; count += 1) await judge(station, 'defect-rate');
  return station;
}

describe('fault 14: a memory bomb', () => {
  const BOMBS = {
    'bomb-string': 'let s = "xxxxxxxxxxxxxxxx"; loop { s += s; }',
    'bomb-array': 'let a = [1, 2, 3, 4]; loop { a += a; }',
    'bomb-map': 'let m = #{}; let n = 0; loop { m["k" + n] = n; n += 1; }',
    'bomb-nested': 'let a = []; for i in 0..100000 { let b = a; a = [b, b, b, b]; }',
  };
  /** Closures that hold each other are never freed: some 5 MiB are left behind each time, and nothing is wrong. */
  const LEAK = {
    'bomb-leak': `for i in 0..1800 { let a = (); let b = []; b.pad(100, 1.5); let f = || [a, b]; a = f; } ${OK}`,
  };
  /** Some at a time, so that every worker gets its share; until more than allowed is there, or it is clear that it never will. */
  const leak = async (station: StationProcess) => {
    const growth = watchGrowth(station);
    for (let round = 0; round < 20 && growth.peakBytes() < GROWTH_BYTES; round += 1) {
      const judgments = await Promise.all(Array.from({ length: 4 }, () => judge(station, 'bomb-leak')));
      expect(judgments.map(({ verdict }) => verdict)).toEqual(['OK', 'OK', 'OK', 'OK']);
    }
    return growth.peakBytes();
  };

  it('ends as HOLD with the station hardly grown, also where it goes off bit by bit', async () => {
    const station = await warmedUp(await startRuleStation(rulesOf({ ...BOMBS, ...LEAK })));
    const growth = watchGrowth(station);
    for (const id of Object.keys(BOMBS)) {
      const { verdict, holdCause } = await judge(station, id);
      expect([id, verdict, holdCause]).toEqual([id, 'HOLD', 'RULE_LIMIT']);
    }
    expect(growth.peakBytes()).toBeLessThan(GROWTH_BYTES);
    expect((await judge(station, 'defect-rate')).verdict).toBe('HIGH_DEFECT');
    expect(await leak(station)).toBeLessThan(GROWTH_BYTES);
  });

  it('is noticed when no size is limited; so is a recursion when neither calls nor stack are', async () => {
    const rules = rulesOf({ ...BOMBS, recursion: RECURSION });
    const station = await warmedUp(await startRuleStation(rules, WITHOUT_LIMITS));
    expect((await judge(station, 'recursion')).holdDetail).toMatch(/^TRAP/);
    const growth = watchGrowth(station);
    await judge(station, 'bomb-string');
    expect(growth.peakBytes()).toBeGreaterThan(GROWTH_BYTES);
  });

  it('is noticed when what scripts leave behind is not taken back', async () => {
    const station = await warmedUp(
      await startRuleStation(rulesOf(LEAK), [
        {
          file: 'rhai-wasm/face/engine.ts',
          find: 'if (this.#instance.exports.held() > this.#baseline + LEAK_BYTES) this.#renew();',
          replace: '',
        },
      ]),
    );
    expect(await leak(station)).toBeGreaterThan(GROWTH_BYTES);
  });
});

describe('fault 15: deep recursion and nesting', () => {
  /** Dropping the chain is a recursion of the engine itself: nothing inside can stop it. */
  const CHAIN = 'let f = |x| x; loop { let g = f; f = |x| g.call(x); }';
  const nested = (depth: number) => `let v = ${'['.repeat(depth)}1${']'.repeat(depth)}; ${OK}`;
  const NO_CATCH: GuardRemoval = {
    file: 'rhai-wasm/face/engine.ts',
    find: 'return { ok: false, error: this.#afterTrap(error), operations: 0, trace: [], printed: [] };',
    replace: 'throw error;',
  };
  const NO_SUPERVISION: GuardRemoval = {
    file: 'server/platform/rule-pool/worker-slot.ts',
    find: "this.#worker.on('error', (error) => this.#lose('crash', String(error)));",
    replace: '',
  };

  it('is an error with its cause, and the host lives', async () => {
    const station = await startRuleStation(
      rulesOf({ recursion: RECURSION, chain: CHAIN, nested: nested(20) }),
    );
    const recursion = await judge(station, 'recursion');
    expect([recursion.verdict, recursion.holdCause]).toEqual(['HOLD', 'RULE_LIMIT']);
    expect(recursion.holdDetail).toMatch(/^CALL_DEPTH/);
    const chain = await judge(station, 'chain');
    expect(chain.verdict).toBe('HOLD');
    expect(['RULE_ERROR', 'RULE_LIMIT']).toContain(chain.holdCause);
    expect((await judge(station, 'nested')).verdict).toBe('OK');
    for (const tooDeep of [nested(500), nested(50_000), `${'('.repeat(50_000)}`]) {
      await expect(addRules(station.folder, rulesOf({ 'too-deep': tooDeep }))).rejects.toThrow(
        /EXPRESSION_DEPTH|deep/,
      );
    }
    expect((await judge(station, 'defect-rate')).verdict).toBe('HIGH_DEFECT');
  });

  it('is noticed when a stopped sandbox is not made anew: its worker is lost', async () => {
    const station = await startRuleStation(rulesOf({ chain: CHAIN }), [NO_CATCH]);
    const { verdict, holdCause } = await judge(station, 'chain');
    expect([verdict, holdCause]).toEqual(['HOLD', 'ENGINE_DOWN']);
    expect((await judge(station, 'defect-rate')).verdict).toBe('HIGH_DEFECT');
  });

  it('is noticed when lost workers are not looked after either: the station is gone', async () => {
    const station = await startRuleStation(rulesOf({ chain: CHAIN }), [NO_CATCH, NO_SUPERVISION]);
    await expect(judge(station, 'chain')).rejects.toThrow(/socket hang up|ECONNRESET/);
    expect(await station.stop()).toMatchObject({ signal: null, code: 1 });
  });
});
