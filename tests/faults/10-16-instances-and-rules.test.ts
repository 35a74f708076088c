import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Judgment } from '../../shared/contract/judgment.ts';
import { readRuleset } from '../../server/platform/ruleset-files.ts';
import { openOfflineStation } from '../../server/composition/offline-station.ts';
import { startStationProcess, type GuardRemoval, type StationProcess } from '../support/station-process.ts';

/** Faults 10 and 13–16 on a real station: who may start, and what a harmful rule can do. */
const STOPPED_WITHIN_MS = 500;
const MIB = 1024 ** 2;

let folder: string;
let station: StationProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aif-rules-'));
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ demoPlant: false, logLevel: 'warn' }));
});
afterEach(async () => {
  await station?.stop();
  station = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function addRuleset(id: string, source: string, limits: { operations: number; deadlineMs: number }) {
  const path = join(folder, `ruleset-${id}`);
  mkdirSync(path);
  const manifest = {
    id,
    name: { ko: id, en: id },
    inputs: [{ name: 'x', type: 'number' }],
    trigger: { kind: 'request' },
    verdicts: { OK: 'normal' },
    limits,
  };
  writeFileSync(join(path, 'ruleset.json'), JSON.stringify(manifest));
  writeFileSync(join(path, 'rules.rhai'), source);
  const offline = await openOfflineStation(folder, { beside: true });
  await offline.rules.import(readRuleset(path), { activate: true });
  await offline.close();
}

async function start(withoutGuards?: readonly GuardRemoval[]): Promise<StationProcess> {
  station = await startStationProcess({ data: folder, ...(withoutGuards ? { withoutGuards } : {}) });
  return station;
}

async function judge(at: StationProcess, rulesetId: string, x = 1): Promise<Judgment & { tookMs: number }> {
  const startedAt = performance.now();
  const { body } = await at.call('POST', '/api/v1/judgment/execute', {
    rulesetId,
    input: rulesetId === 'defect-rate' ? { defect_count: 8, production_count: 100 } : { x },
    useCache: false,
  });
  return { ...(body as Judgment), tookMs: performance.now() - startedAt };
}

const residentBytes = ({ pid }: StationProcess) => {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1] ?? 0) * 1024;
};

describe('fault 10: two instances', () => {
  it('the second is refused and told who holds the folder; the first goes on', async () => {
    const first = await start();
    await expect(startStationProcess({ data: folder })).rejects.toThrow(
      new RegExp(`DATA_FOLDER_LOCKED.*process ${first.pid}`),
    );
    expect((await judge(first, 'defect-rate')).verdict).toBe('HIGH_DEFECT');
  });

  it('is noticed when the lock is not taken', async () => {
    await start();
    const second = await startStationProcess({
      data: folder,
      withoutGuards: [
        {
          file: 'server/platform/data-folder.ts',
          find: "lock.pragma('journal_mode = DELETE');\n    lock.exec('BEGIN EXCLUSIVE');",
          replace: "lock.exec('BEGIN');",
        },
        {
          file: 'server/platform/http/listen.ts',
          find: 'if (await answers(path)) {',
          replace: 'if (false) {',
        },
      ],
    });
    expect(second.pid).toBeGreaterThan(0);
    await second.stop();
  });
});

describe('fault 13: an endless rule', () => {
  const endless = 'let n = 0.0; loop { n += x; }';

  it('is stopped within 500 ms as HOLD and keeps no other rule waiting', async () => {
    await addRuleset('endless', endless, { operations: 10_000_000, deadlineMs: 50 });
    const running = await start();
    await judge(running, 'defect-rate');
    const [stopped, other] = await Promise.all([judge(running, 'endless'), judge(running, 'defect-rate')]);
    expect(stopped.verdict).toBe('HOLD');
    expect(['RULE_TIMEOUT', 'RULE_LIMIT']).toContain(stopped.holdCause);
    expect(['medium', 'high', 'critical']).toContain(stopped.severity);
    expect(stopped.tookMs).toBeLessThan(STOPPED_WITHIN_MS);
    expect(other.verdict).toBe('HIGH_DEFECT');
    expect(other.tookMs).toBeLessThan(STOPPED_WITHIN_MS);
    // The worker that was lost is back.
    const after = await Promise.all(Array.from({ length: 8 }, () => judge(running, 'defect-rate')));
    expect(after.every(({ verdict }) => verdict === 'HIGH_DEFECT')).toBe(true);
  });

  it('is noticed when the deadline is not kept', async () => {
    // Each comparison of two long arrays is one operation to the counter and long work to the machine.
    const slow =
      'let a = []; a.pad(120, "abcdefghijklmnopqrstuvwxyz"); let b = a; let n = 0.0; loop { if a == b { n += x; } }';
    await addRuleset('slow', slow, { operations: 10_000_000, deadlineMs: 50 });
    const running = await start([
      {
        file: 'server/platform/rule-pool/rule-pool.ts',
        find: 'enforceDeadline: this.#options.enforceDeadline ?? true',
        replace: 'enforceDeadline: false',
      },
    ]);
    const { tookMs } = await judge(running, 'slow');
    expect(tookMs).toBeGreaterThan(STOPPED_WITHIN_MS);
  });
});

describe('fault 14: a memory bomb', () => {
  const bombs = {
    'bomb-string': 'let s = "xxxxxxxxxxxxxxxx"; loop { s += s; }',
    'bomb-array': 'let a = [1, 2, 3, 4]; loop { a += a; }',
    'bomb-map': 'let m = #{}; let n = 0; loop { m["k" + n] = n; n += 1; }',
    'bomb-nested': 'let a = []; for i in 0..100000 { let b = a; a = [b, b, b, b]; }',
  };

  it('ends as HOLD with the station hardly grown', async () => {
    for (const [id, source] of Object.entries(bombs)) {
      await addRuleset(id, source, { operations: 10_000_000, deadlineMs: 500 });
    }
    const running = await start();
    for (let warmUp = 0; warmUp < 50; warmUp++) await judge(running, 'defect-rate');
    const before = residentBytes(running);
    for (const id of Object.keys(bombs)) {
      const judgment = await judge(running, id);
      expect([id, judgment.verdict, judgment.holdCause]).toEqual([id, 'HOLD', 'RULE_LIMIT']);
    }
    expect((residentBytes(running) - before) / MIB).toBeLessThan(64);
    expect((await judge(running, 'defect-rate')).verdict).toBe('HIGH_DEFECT');
  });
});

describe('fault 15: deep recursion and nesting', () => {
  it('is an error with its cause, and the host lives', async () => {
    await addRuleset('recursion', 'fn deep(n) { deep(n + 1.0) } deep(x)', {
      operations: 1_000_000,
      deadlineMs: 500,
    });
    const nested = `let v = ${'['.repeat(20)}1${']'.repeat(20)}; #{ verdict: "OK" }`;
    await addRuleset('nested', nested, { operations: 100_000, deadlineMs: 500 });
    const running = await start();
    const judgment = await judge(running, 'recursion');
    expect([judgment.verdict, judgment.holdCause]).toEqual(['HOLD', 'RULE_LIMIT']);
    expect(judgment.holdDetail).toMatch(/CALL_DEPTH/);
    expect((await judge(running, 'nested')).verdict).toBe('OK');
    const tooDeep = `let v = ${'['.repeat(500)}1${']'.repeat(500)}; #{ verdict: "OK" }`;
    await expect(addRuleset('too-deep', tooDeep, { operations: 100_000, deadlineMs: 500 })).rejects.toThrow(
      /RULESET_INVALID|EXPRESSION_DEPTH|deep/,
    );
    expect((await judge(running, 'defect-rate')).verdict).toBe('HIGH_DEFECT');
  });
});

describe('fault 16: a rule failing again and again', () => {
  const failing = 'if x > 5.0 { throw "no" } #{ verdict: "OK" }';
  const suspended = async (running: StationProcess) => {
    for (let failure = 0; failure < 3; failure++) {
      const { holdCause } = await judge(running, 'failing', 9);
      expect(holdCause).toBe('RULE_ERROR');
    }
    return judge(running, 'failing', 1);
  };

  it('is suspended for 60 s, and the screens are told', async () => {
    await addRuleset('failing', failing, { operations: 10_000, deadlineMs: 500 });
    const running = await start();
    const judgment = await suspended(running);
    expect([judgment.verdict, judgment.holdCause]).toEqual(['HOLD', 'RULE_SUSPENDED']);
    const { body } = await running.call('GET', '/api/v1/rulesets?limit=500');
    const { items } = body as { items: { id: string; suspendedUntil?: string }[] };
    const until = Date.parse(items.find(({ id }) => id === 'failing')?.suspendedUntil ?? '');
    expect(until - Date.now()).toBeGreaterThan(50_000);
    expect(until - Date.now()).toBeLessThanOrEqual(60_000);
    expect(running.log()).toMatch(/ruleset suspended/);
    expect((await judge(running, 'defect-rate')).verdict).toBe('HIGH_DEFECT');
  });

  it('is noticed when nothing is suspended', async () => {
    await addRuleset('failing', failing, { operations: 10_000, deadlineMs: 500 });
    const running = await start([
      {
        file: 'server/platform/rule-pool/suspension.ts',
        find: 'if (suspends) entry.until = now + this.#suspendMs;',
        replace: '',
      },
    ]);
    expect((await suspended(running)).verdict).toBe('OK');
  });
});
