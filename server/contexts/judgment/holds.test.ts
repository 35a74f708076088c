import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOON, openTestCore, type TestCore } from '../../../tests/support/test-core.ts';
import { NUMBER_INPUT } from '../../../tests/support/rulesets.ts';

/** Every way a judgment cannot be made, each by its real cause, with the real store and rule workers. */
let station: TestCore;
beforeAll(async () => {
  station = await openTestCore();
});
afterAll(() => station.close());

let count = 0;
const newId = () => `hold-${(count += 1)}`;
const uncached = { cacheSeconds: 0 };

/** Judges one number by a script of its own. */
async function judge(source: string, x: number | null = 1, manifest: Record<string, unknown> = {}) {
  const id = newId();
  await station.add({ id, source, manifest: { ...uncached, ...manifest } });
  return station.execute({ rulesetId: id, input: { x } });
}

describe('inputs', () => {
  const PRESS = 'site/area/line/press-7';
  const temperature = {
    name: 'temperature',
    type: 'number',
    tag: '*/*/*/press*/temperature',
    maxAgeSeconds: 30,
  };
  const mode = { name: 'mode', type: 'text', values: ['auto', '수동'], tag: '*/*/*/press*/mode' };
  const mean = {
    name: 'mean',
    type: 'number',
    tag: '*/*/*/press*/temperature',
    take: 'stddev',
    windowSeconds: 60,
  };
  const source = '#{ verdict: "OK" }';
  const context = { equipment: PRESS };
  const execute = (rulesetId: string) => station.execute({ rulesetId, context });

  beforeAll(async () => {
    await station.add({ id: 'needs-temperature', source, inputs: [temperature], manifest: uncached });
    await station.add({ id: 'needs-mode', source, inputs: [mode], manifest: uncached });
    await station.add({ id: 'needs-mean', source, inputs: [mean], manifest: uncached });
  });

  it('INPUT_MISSING: not sent and without a tag, or null', async () => {
    await station.add({ id: 'needs-x', source });
    for (const input of [{}, { x: null }]) {
      const judgment = await station.execute({ rulesetId: 'needs-x', input });
      expect(judgment).toMatchObject({ verdict: 'HOLD', severity: 'medium', holdCause: 'INPUT_MISSING' });
      expect(judgment.holdDetail).toBe('input "x" was not sent');
      expect(judgment.confidence.claimed).toBeNull();
    }
  });

  it('INPUT_MISSING: the machine has no such tag; then the tag gives values and it is judged', async () => {
    expect(await execute('needs-temperature')).toMatchObject({
      holdCause: 'INPUT_MISSING',
      holdDetail: expect.stringContaining('*/*/*/press*/temperature') as string,
      evidence: [{ name: 'temperature', source: 'absent', value: null }],
    });
    await station.value(`${PRESS}/temperature`, 61.5);
    expect(await execute('needs-temperature')).toMatchObject({ verdict: 'OK', inputAgeMs: 0 });
  });

  it('INPUT_MISSING: a deviation of one value', async () => {
    expect(await execute('needs-mean')).toMatchObject({
      holdCause: 'INPUT_MISSING',
      holdDetail: 'input "mean" has too few good values in the last 60 s',
    });
    station.pass(1_000);
    await station.value(`${PRESS}/temperature`, 62.5);
    expect(await execute('needs-mean')).toMatchObject({ verdict: 'OK' });
  });

  it('none: a source whose clock runs a few minutes ahead of ours is judged by its newest value', async () => {
    const ahead = { equipment: 'site/area/line/press-8' };
    await station.value(`${ahead.equipment}/temperature`, 70, { at: NOON + 4 * 60_000 });
    expect(await station.execute({ rulesetId: 'needs-temperature', context: ahead })).toMatchObject({
      verdict: 'OK',
      inputAgeMs: 0,
      evidence: [{ value: 70, source: 'tag' }],
    });
  });

  it('INPUT_STALE: at its age to the millisecond', async () => {
    station.pass(30_000);
    expect(await execute('needs-temperature')).toMatchObject({ verdict: 'OK', inputAgeMs: 30_000 });
    station.pass(1);
    expect(await execute('needs-temperature')).toMatchObject({
      verdict: 'HOLD',
      severity: 'medium',
      holdCause: 'INPUT_STALE',
      inputAgeMs: 30_001,
      evidence: [{ value: 62.5, ageMs: 30_001, quality: 192 }],
    });
  });

  it.each([
    [0, 'bad'],
    [500, 'stale at its source'],
    [64, 'uncertain'],
  ])('INPUT_BAD_QUALITY: quality %i, %s', async (quality) => {
    station.pass(1_000);
    await station.value(`${PRESS}/temperature`, 60, { quality });
    expect(await execute('needs-temperature')).toMatchObject({
      holdCause: 'INPUT_BAD_QUALITY',
      holdDetail: `input "temperature" has quality ${quality}`,
    });
  });

  it('INPUT_BAD_QUALITY: a value of another type or outside the allowed ones', async () => {
    station.pass(1_000);
    await station.value(`${PRESS}/temperature`, 'hot');
    expect(await execute('needs-temperature')).toMatchObject({
      holdCause: 'INPUT_BAD_QUALITY',
      holdDetail: 'input "temperature" is "hot", it must be a finite number',
    });
    await station.value(`${PRESS}/mode`, 'maintenance');
    expect(await execute('needs-mode')).toMatchObject({
      holdCause: 'INPUT_BAD_QUALITY',
      holdDetail: 'input "mode" is "maintenance", it must be one of auto, 수동',
    });
    station.pass(1);
    await station.value(`${PRESS}/mode`, '수동'.normalize('NFD'));
    expect((await execute('needs-mode')).verdict).toBe('OK');
  });
});

describe('RULE_ERROR', () => {
  it.each([
    ['throws', 'throw "no"', 'no'],
    ['a list index outside', '#{ verdict: [1][7] }', 'line 1'],
    ['a missing property', '#{ verdict: if parameters.nope > 5.0 { "BAD" } else { "OK" } }', 'nope'],
    ['a whole number divided by zero', '#{ verdict: if 1 / 0 > 5 { "BAD" } else { "OK" } }', 'line 1'],
    ['nothing at the end', 'let y = x;', 'must end in a map'],
    ['a text at the end', '"OK"', 'must end in a map'],
    ['a list at the end', '["OK"]', 'must end in a map'],
    ['no verdict', '#{ confidence: 0.5 }', 'no verdict'],
    ['a number as verdict', '#{ verdict: 5 }', 'no verdict'],
    ['a verdict nobody declared', '#{ verdict: "MAY" + "BE" }', '"MAYBE" is not declared'],
    ['HOLD as verdict', '#{ verdict: "HO" + "LD" }', '"HOLD" is not declared'],
    ['an inherited name as verdict', '#{ verdict: "to" + "String" }', '"toString" is not declared'],
    ['confidence above 1', '#{ verdict: "OK", confidence: 1.01 }', 'confidence'],
    ['confidence below 0', '#{ verdict: "OK", confidence: -0.1 }', 'confidence'],
    ['confidence as text', '#{ verdict: "OK", confidence: "high" }', 'confidence'],
    ['reasons as numbers', '#{ verdict: "OK", reasons: [1, 2] }', 'reasons'],
    ['a reason in one language', '#{ verdict: "OK", reasons: #{ ko: "이유" } }', 'reasons'],
  ])('%s', async (_what, source, detail) => {
    const judgment = await judge(source);
    expect(judgment).toMatchObject({ verdict: 'HOLD', severity: 'high', holdCause: 'RULE_ERROR' });
    expect(judgment.holdDetail).toContain(detail);
    expect(judgment.methodUsed).toBe('rule');
  });

  it('is told in both languages; programs and replay have the words of the engine', async () => {
    const judgment = await judge('let y = "a" * x;\n#{ verdict: "OK" }');
    expect(judgment.holdDetail).toMatch(/^UNKNOWN_FUNCTION: Function not found: \*.*\(line 1, column 13\)$/);
    expect(judgment.reasons).toEqual([
      {
        ko: '*: 이런 값에는 쓸 수 없습니다(텍스트, 실수). parse_float 등으로 같은 종류의 값으로 바꾸십시오 (1행 13열)',
        en: '* cannot be used with a text, a float: make them values of one kind, e.g. by parse_float (line 1, column 13)',
      },
    ]);
  });

  it('a quotient by zero never passes as fine', async () => {
    const source = '#{ verdict: if x / 0.0 > 0.05 { "BAD" } else { "OK" } }';
    for (const x of [5, 0, -5]) expect((await judge(source, x)).verdict).not.toBe('OK');
  });
});

describe('limits', () => {
  it('RULE_LIMIT: a loop without end, within its operations', async () => {
    const judgment = await judge('loop {}', 1, { limits: { operations: 10_000, deadlineMs: 1_000 } });
    expect(judgment).toMatchObject({ verdict: 'HOLD', severity: 'high', holdCause: 'RULE_LIMIT' });
  });

  it.each([
    ['text', 'let t = "12345678"; loop { t += t; }'],
    ['list', 'let a = [1]; loop { a += a; }'],
    ['map', 'let m = #{}; let i = 0; loop { m["k" + i] = i; i += 1; }'],
    ['recursion', 'fn f(n) { f(n + 1) } f(1)'],
  ])('RULE_LIMIT: a %s that grows without end', async (_what, source) => {
    expect(await judge(source)).toMatchObject({ holdCause: 'RULE_LIMIT' });
  });

  // Measures wall time, which a busy machine can spoil; a real fault spoils every try.
  it(
    'RULE_TIMEOUT: what its operations would allow but its deadline does not; others go on',
    { retry: 2 },
    async () => {
      const grind = `
      let a = []; for i in 0..100 { a.push(i); }
      let b = a; let same = 0;
      loop { if a == b { same += 1; } }`;
      const limits = { operations: 10_000_000, deadlineMs: 20 };
      const [stuck, other] = await Promise.all([judge(grind, 1, { limits }), judge('#{ verdict: "OK" }')]);
      expect(stuck).toMatchObject({ verdict: 'HOLD', severity: 'high', holdCause: 'RULE_TIMEOUT' });
      expect(stuck.latencyMs).toBeLessThan(500);
      expect(other.verdict).toBe('OK');
      expect((await judge('#{ verdict: "OK" }')).verdict).toBe('OK');
    },
  );
});

describe('RULE_SUSPENDED', () => {
  const source = '#{ verdict: "OK", value: [1][x.to_int()] }';
  const causeOf = async (rulesetId: string, x: number) =>
    (await station.execute({ rulesetId, input: { x } })).holdCause;

  it('after three errors in a row for 60 s, then one trial decides', async () => {
    const id = newId();
    await station.add({ id, source, manifest: uncached });
    const events: string[] = [];
    const off = station.core.bus.on((event) => events.push(event.type));
    expect(await causeOf(id, 9)).toBe('RULE_ERROR');
    expect(await causeOf(id, 9)).toBe('RULE_ERROR');
    expect(await causeOf(id, 0)).toBeUndefined();
    for (let error = 0; error < 3; error += 1) expect(await causeOf(id, 9)).toBe('RULE_ERROR');
    expect(events).toContain('ruleset.suspended');

    const suspended = await station.execute({ rulesetId: id, input: { x: 0 } });
    const until = new Date(station.now + 60_000).toISOString();
    expect(suspended).toMatchObject({ verdict: 'HOLD', severity: 'high', holdCause: 'RULE_SUSPENDED' });
    expect(suspended.holdDetail).toContain(until);
    const { items } = await station.core.rules.list({ limit: 500 });
    expect(items.find((item) => item.id === id)?.suspendedUntil).toBe(until);
    expect(station.core.engine.suspended()).toEqual([id]);

    station.pass(59_999);
    expect(await causeOf(id, 0)).toBe('RULE_SUSPENDED');
    station.pass(1);
    expect(await causeOf(id, 9)).toBe('RULE_ERROR');
    expect(await causeOf(id, 0)).toBe('RULE_SUSPENDED');
    station.pass(60_000);
    expect(await causeOf(id, 0)).toBeUndefined();
    expect(events).toContain('ruleset.resumed');
    expect(await causeOf(id, 9)).toBe('RULE_ERROR');
    expect(await causeOf(id, 0)).toBeUndefined();
    off();
  });

  it('does not wait for a wall clock that was set back', async () => {
    const id = newId();
    await station.add({ id, source, manifest: uncached });
    for (let error = 0; error < 3; error += 1) await causeOf(id, 9);
    const before = station.now;
    station.pass(60_000);
    station.now = before - 3_600_000;
    expect(await causeOf(id, 0)).toBeUndefined();
    station.now = before + 60_000;
  });

  it('is of one version: the next one starts afresh', async () => {
    const id = newId();
    await station.add({ id, source, manifest: uncached });
    for (let error = 0; error < 3; error += 1) await causeOf(id, 9);
    expect(await causeOf(id, 0)).toBe('RULE_SUSPENDED');
    await station.add({ id, source: `${source} `, manifest: uncached });
    expect(await causeOf(id, 0)).toBeUndefined();
    expect(await station.execute({ rulesetId: id, rulesetVersion: 1, input: { x: 0 } })).toMatchObject({
      holdCause: 'RULE_SUSPENDED',
    });
  });

  it('does not keep inputs that are missing from being told', async () => {
    const id = newId();
    await station.add({ id, source, inputs: [NUMBER_INPUT], manifest: uncached });
    for (let error = 0; error < 4; error += 1) await causeOf(id, 9);
    expect((await station.execute({ rulesetId: id })).holdCause).toBe('INPUT_MISSING');
  });
});

describe('ENGINE_DOWN', () => {
  it('is a hold, stored like any judgment', async () => {
    const other = await openTestCore();
    try {
      await other.add({ id: 'steady', source: '#{ verdict: "OK" }' });
      await other.core.pool.close();
      const judgment = await other.execute({ rulesetId: 'steady', input: { x: 1 } });
      expect(judgment).toMatchObject({ verdict: 'HOLD', severity: 'high', holdCause: 'ENGINE_DOWN' });
      expect(await other.core.judgment.get(judgment.id)).toEqual(judgment);
      // The rule did nothing wrong.
      expect(other.core.engine.suspended()).toEqual([]);
    } finally {
      await other.close();
    }
  });
});
