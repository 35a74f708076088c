import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { resourcePath } from '../../platform/entry-url.ts';
import { eventually } from '../../../tests/support/eventually.ts';
import { openTestCore, NOON, type TestCore } from '../../../tests/support/test-core.ts';
import type { WhatIfRules, WhatIfSession } from '../../../shared/contract/whatif.ts';
import { createWhatIfProcesses, WhatIfService } from './index.ts';

const MILL = 'site/area/line/mill-1';
const STEP_MS = 5_000;
const STEPS = 24_000;
/** 8 of the input, 12 beside it, in chunks of 8,192 rows: two of them, so that every second row goes once it is full. */
const TWO_CHUNKS = 2 * 8_192 * 20;
const RULESET = {
  id: 'mill',
  source: `
    if load > parameters.high { return #{ verdict: "BAD" }; }
    if load == 7.0 { throw "never asked"; }
    #{ verdict: "OK" }`,
  inputs: [{ name: 'load', type: 'number', tag: '*/*/*/mill*/load' }],
  trigger: { kind: 'change', debounceMs: 0 },
  manifest: { parameters: { high: 90 } },
};

/** Not compiled, so that all rows take longer than leaving does. */
const SLOW = `let word = ""; for turn in 0..20 { word += turn.to_string(); }
    if word.len > 0 && load > 50.0 { return #{ verdict: "BAD" }; }
    #{ verdict: "OK" }`;

describe('rows of history that are held', () => {
  let test: TestCore;
  let rules: WhatIfRules;
  let service: WhatIfService;

  const withHigh = (high: number): WhatIfRules => ({
    ...rules,
    manifest: { ...rules.manifest, parameters: { high } },
  });
  const serviceWith = (budgetBytes: number, idleMs = 60_000) => {
    const { core } = test;
    const databaseFile = join(test.folder, 'station.db');
    return new WhatIfService({
      processes: createWhatIfProcesses({ databaseFile, wasm: resourcePath('rhaiWasm'), budgetBytes }),
      ...{ rules: core.rules, judgment: core.judgment, bound: core.bound, hub: core.hub, idleMs },
      now: () => test.now,
      monotonicNow: () => performance.now(),
      log: { error: () => {} },
    });
  };
  const opened = async (days = 2): Promise<WhatIfSession> => {
    const { id } = await service.open({ rules, days, fresh: false });
    return eventually(() => {
      const session = service.get(id);
      expect(session.state).toBe('ready');
      return session;
    });
  };
  const judged = (id: string, tried: WhatIfRules, part: 'sample' | 'all' = 'all', window = 'w') =>
    service.judge({ id, window, tried, base: 1, part });

  beforeAll(async () => {
    test = await openTestCore();
    await test.add(RULESET);
    rules = await test.core.rules.runnable('mill', 1).then(({ manifest, source }) => ({ manifest, source }));
    const taken: Promise<void>[] = [];
    for (let step = 0; step < STEPS; step += 1) {
      test.now = NOON + step * STEP_MS;
      taken.push(test.value(`${MILL}/load`, step % 100));
    }
    await Promise.all(taken);
    await test.core.hub.settled();
  });
  beforeEach(() => {
    service = serviceWith(64 * 1_048_576);
    return () => service.closeAll();
  });
  afterAll(() => test.close());

  it('all of them where there is room; what broke in a row is the same `HOLD` as live', async () => {
    const { id, kept, everyNth, rows } = await opened();
    expect([kept, everyNth, rows]).toEqual([STEPS, 1, STEPS]);
    const counts = await judged(id, withHigh(79));
    expect(counts).toMatchObject({ isExact: true, rows: STEPS, changed: (STEPS / 100) * 11 });
    expect(
      counts?.tried.map(({ verdict, holdCause = '', rows: count }) => [verdict + holdCause, count]),
    ).toEqual([
      ['OK', (STEPS / 100) * 79],
      ['BAD', (STEPS / 100) * 20],
      ['HOLDINPUT_MISSING', 0],
      ['HOLDINPUT_STALE', 0],
      ['HOLDINPUT_BAD_QUALITY', 0],
      ['HOLDRULE_ERROR', STEPS / 100],
      ['HOLDRULE_LIMIT', 0],
    ]);
  });

  it('every second one where there is not; figures are scaled up, and say that they are estimates', async () => {
    await service.closeAll();
    service = serviceWith(TWO_CHUNKS);
    const { id, kept, everyNth, rows, bytes, budgetBytes } = await opened();
    expect([kept, everyNth, rows]).toEqual([STEPS / 2, 2, STEPS]);
    expect(bytes).toBeLessThanOrEqual(budgetBytes);
    const counts = await judged(id, withHigh(79));
    expect(counts).toMatchObject({ isExact: false, isWhole: true, judged: STEPS / 2, rows: STEPS });
    // Even values only: 80 to 90 are six of the eleven that change, in half of the rows.
    expect(counts?.changed).toBe((STEPS / 100) * 12);
    expect(counts?.tried.reduce((sum, outcome) => sum + outcome.rows, 0)).toBe(STEPS);
  });

  it('are let go when nobody asks, when another question takes their place, and when they are closed while read', async () => {
    await service.closeAll();
    service = serviceWith(64 * 1_048_576, 300);
    const { id } = await opened();
    // Asking would keep them.
    await sleep(900);
    expect(() => service.get(id)).toThrow(/no longer in memory/);
    await expect(judged(id, rules)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    service = serviceWith(64 * 1_048_576);
    const first = await opened(1);
    const second = await opened(2);
    service.get(first.id);
    const third = await service.open({ rules, days: 3, fresh: false });
    expect(() => service.get(second.id)).toThrow(/no longer in memory/);
    expect(service.get(first.id).state).toBe('ready');
    expect(await service.close(third.id)).toEqual({ closed: true });
    expect(await service.close(third.id)).toEqual({ closed: false });
  });

  it('are read on only as long as a window waits for them, and judged on only for one that has not left', async () => {
    const asked = { rules, days: 2, fresh: false };
    const { id } = await service.open({ ...asked, window: 'a' });
    expect((await service.open({ ...asked, window: 'b' })).id).toBe(id);
    expect(await service.leave({ id, window: 'a' })).toEqual({ closed: false });
    expect(await service.leave({ id, window: 'nobody' })).toEqual({ closed: false });
    expect(await service.leave({ id, window: 'b' })).toEqual({ closed: true });
    expect(() => service.get(id)).toThrow(/no longer in memory/);

    // Interpreted rules take longer than it takes to leave.
    const held = await service.open({ ...asked, window: 'c' });
    await eventually(() => expect(service.get(held.id).state).toBe('ready'));
    const slow = { ...rules, source: SLOW };
    const question = { id: held.id, tried: slow, base: rules, part: 'all' as const };
    const left = service.judge({ ...question, window: 'c judging' });
    await eventually(() => expect(service.get(held.id).judging).toBeGreaterThan(0));
    await service.leave({ id: held.id, window: 'c judging' });
    expect(await left).toBe(null);
    await service.leave({ id: held.id, window: 'c' });
    // The rows stay for who comes back.
    expect(await judged(held.id, withHigh(79), 'all', 'd')).toMatchObject({ isWhole: true });
  });

  it('an answer that is awaited when they are closed is refused, not left open', async () => {
    const { id } = await opened();
    const asked = service.judge({ id, window: 'w', tried: withHigh(50), base: rules, part: 'all' });
    const [said] = await Promise.allSettled([asked, service.close(id)]);
    expect(said).toMatchObject({ status: 'rejected', reason: { code: 'NOT_FOUND' } });
  });

  it('the base may be other rules with the same rows, not those that are judged at other moments', async () => {
    const { id } = await opened();
    const same = { id, window: 'w', tried: rules, part: 'all' as const };
    const other = withHigh(10);
    expect(await service.judge({ ...same, base: other })).toMatchObject({
      changed: (STEPS / 100) * 80,
    });
    await test.add({ ...RULESET, trigger: { kind: 'interval', everySeconds: 5 } });
    await expect(service.judge({ ...same, base: 2 })).rejects.toThrow(/version 2 has other inputs/);
    await expect(service.judge({ ...same, base: 9 })).rejects.toMatchObject({ code: 'RULESET_NOT_FOUND' });
  });
});
