import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import {
  feedbackRequestSchema,
  judgmentListQuerySchema,
  type FeedbackRequest,
} from '../../../shared/contract/judgment.ts';
import { openTestCore, type TestCore } from '../../../tests/support/test-core.ts';

/** Judging on request with the real store and the real rule workers. */
let station: TestCore;
beforeAll(async () => {
  station = await openTestCore();
});
afterAll(() => station.close());

let count = 0;
const newId = () => `case-${(count += 1)}`;

/** A ruleset that gives back what it saw as its reason. */
async function showing(expression: string, more: Record<string, unknown> = {}) {
  const id = newId();
  await station.add({ id, source: `#{ verdict: "OK", reasons: [\`\${${expression}}\`] }`, ...more });
  return id;
}
const reasonOf = async (rulesetId: string, input: Record<string, number | string | boolean | null>) => {
  const { holdDetail, reasons } = await station.execute({ rulesetId, input });
  return holdDetail ?? reasons[0];
};

describe('a machine by its name', () => {
  it('is the one of the line asked for; without a line its name must be the only one', async () => {
    for (const line of ['l1', 'l2'])
      await station.value(`same/area/${line}/press/load`, line === 'l1' ? 1 : 2);
    const id = await showing('x', { inputs: [{ name: 'x', type: 'number', tag: 'same/*/*/*/load' }] });
    const on = async (context: Record<string, string>) =>
      (await station.execute({ rulesetId: id, context })).reasons[0];
    expect(await on({ line: 'l2', equipment: 'press' })).toBe('2.0');
    expect(await on({ line: 'same/area/l1', equipment: 'press' })).toBe('1.0');
    expect(await on({ equipment: 'same/area/l2/press' })).toBe('2.0');
    await expect(on({ equipment: 'press' })).rejects.toThrow(
      'equipment: "press" is the name of same/area/l1/press and same/area/l2/press: use the path, or say which line',
    );
  });
});

describe('what a script sees', () => {
  it('whole numbers as floats: the seed’s own rule fires on 8 of 100', async () => {
    const input = { defect_count: 8, production_count: 100 };
    const judgment = await station.execute({ rulesetId: 'defect-rate', input });
    expect(judgment).toMatchObject({ verdict: 'HIGH_DEFECT', confidence: { claimed: 0.95 } });
    expect(await reasonOf(await showing('x / 100'), { x: 5 })).toBe('0.05');
    expect(await reasonOf(await showing('type_of(x)'), { x: 5 })).toBe('f64');
  });

  it('text in NFC, from the request and from the script', async () => {
    const id = await showing('if word == "각" { "same" } else { "other" }', {
      inputs: [{ name: 'word', type: 'text' }],
    });
    expect(await reasonOf(id, { word: '각'.normalize('NFD') })).toBe('same');
    const decomposed = await showing(`word == "${'각'.normalize('NFD')}"`, {
      inputs: [{ name: 'word', type: 'text' }],
    });
    expect(await reasonOf(decomposed, { word: '각' })).toBe('true');
  });

  it('words of the manifest in NFC: verdicts and allowed values', async () => {
    const id = newId();
    await station.add({
      id,
      source: '#{ verdict: "과열" }',
      inputs: [{ name: 'mode', type: 'text', values: ['수동'.normalize('NFD')] }],
      verdicts: { ['과열'.normalize('NFD')]: 'high' },
    });
    const judgment = await station.execute({ rulesetId: id, input: { mode: '수동' } });
    expect(judgment).toMatchObject({ verdict: '과열', severity: 'high' });
    const { items } = await station.core.judgment.list(
      judgmentListQuerySchema.parse({ verdict: '과열'.normalize('NFD') }),
    );
    expect(items.map((item) => item.id)).toEqual([judgment.id]);
  });

  it('optional inputs that are not there as nothing', async () => {
    const inputs = [
      { name: 'x', type: 'number' },
      { name: 'y', type: 'number', optional: true },
    ];
    const id = await showing('if y == () { "none" } else { y }', { inputs });
    expect(await reasonOf(id, { x: 1 })).toBe('none');
    expect(await reasonOf(id, { x: 1, y: null })).toBe('none');
    expect(await reasonOf(id, { x: 1, y: 4 })).toBe('4.0');
  });

  it('the manifest’s parameters', async () => {
    const id = await showing('parameters.limit + x', { manifest: { parameters: { limit: 7, unit: 'K' } } });
    expect(await reasonOf(id, { x: 1 })).toBe('8.0');
  });

  it('names that objects inherit as plain inputs', async () => {
    const inputs = [
      { name: 'constructor', type: 'number' },
      { name: 'toString', type: 'number', optional: true },
    ];
    const id = await showing('constructor', { inputs });
    expect(await reasonOf(id, { constructor: 3 })).toBe('3.0');
    expect((await station.execute({ rulesetId: id })).holdDetail).toBe('input "constructor" was not sent');
  });

  it('any finite number comes through unchanged', async () => {
    const id = newId();
    await station.add({
      id,
      source:
        '#{ verdict: if x == parameters.zero { "OK" } else { "BAD" }, confidence: 1.0, reasons: [`${x}`] }',
      manifest: { parameters: { zero: 0 }, cacheSeconds: 0 },
    });
    await fc.assert(
      fc.asyncProperty(fc.double({ noNaN: true, noDefaultInfinity: true }), async (x) => {
        const { reasons, evidence } = await station.execute({ rulesetId: id, input: { x } });
        expect(Number(reasons[0])).toBe(x === 0 ? 0 : x);
        expect(evidence[0]?.value).toBe(x);
      }),
      { numRuns: 60 },
    );
  });
});

describe('cache', () => {
  const execute = (rulesetId: string, x: number, more = {}) =>
    station.execute({ rulesetId, input: { x }, ...more });
  const add = async (more: Record<string, unknown> = {}) => {
    const id = newId();
    await station.add({ id, source: '#{ verdict: "OK" }', ...more });
    return id;
  };

  it('simultaneous callers share one evaluation', async () => {
    const id = await add();
    const before = station.core.pool.stats().evaluations;
    const judgments = await Promise.all(Array.from({ length: 20 }, () => execute(id, 1)));
    expect(station.core.pool.stats().evaluations - before).toBe(1);
    expect(judgments.filter((judgment) => !judgment.cached)).toHaveLength(1);
    expect(new Set(judgments.map((judgment) => judgment.id)).size).toBe(20);
  });

  it('keeps for cacheSeconds on the monotonic clock, whatever the wall clock does', async () => {
    const id = await add({ manifest: { cacheSeconds: 10 } });
    await execute(id, 1);
    const before = station.now;
    station.now += 86_400_000;
    expect((await execute(id, 1)).cached).toBe(true);
    station.now = before;
    station.pass(9_999);
    expect((await execute(id, 1)).cached).toBe(true);
    station.pass(1);
    expect((await execute(id, 1)).cached).toBe(false);
  });

  it('is left out where useCache or cacheSeconds say so', async () => {
    const id = await add();
    await execute(id, 1);
    expect((await execute(id, 1, { useCache: false })).methodUsed).toBe('rule');
    const never = await add({ manifest: { cacheSeconds: 0 } });
    await execute(never, 1);
    expect((await execute(never, 1)).cached).toBe(false);
  });

  it('knows versions, inputs and rulesets apart', async () => {
    const id = await add();
    await execute(id, 1);
    expect((await execute(id, 2)).cached).toBe(false);
    expect((await execute(await add(), 1)).cached).toBe(false);
    await station.add({ id, source: '#{ verdict: "BAD" }' });
    expect(await execute(id, 1)).toMatchObject({ verdict: 'BAD', cached: false, ruleset: { version: 2 } });
    expect(await execute(id, 1, { rulesetVersion: 1 })).toMatchObject({ verdict: 'OK', cached: true });
  });

  it('never keeps or shares a hold as if it came from the cache', async () => {
    const id = await add({ source: 'throw "always"' });
    const [first, second] = await Promise.all([execute(id, 1), execute(id, 1)]);
    expect([first.cached, second.cached]).toEqual([false, false]);
    expect([first.methodUsed, second.methodUsed]).toEqual(['rule', 'rule']);
    expect(await execute(id, 1)).toMatchObject({ cached: false, holdCause: 'RULE_ERROR' });
  });
});

describe('idempotency', () => {
  it('of two different requests with one key at the same moment, one is judged and one refused', async () => {
    const id = newId();
    await station.add({ id, source: '#{ verdict: "OK" }' });
    const answers = await Promise.allSettled(
      [1, 2].map((x) => station.execute({ rulesetId: id, input: { x }, idempotencyKey: `${id}-race` })),
    );
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(answers[1]).toMatchObject({ reason: { code: 'IDEMPOTENCY_KEY_REUSED' } });
  });

  it('a request that was refused leaves its key free', async () => {
    const id = newId();
    await station.add({ id, source: '#{ verdict: "OK" }' });
    const execute = (x: number | string) =>
      station.execute({ rulesetId: id, input: { x }, idempotencyKey: `${id}-free` });
    await expect(execute('warm')).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    expect((await execute(1)).verdict).toBe('OK');
  });
});

describe('policy hybrid', () => {
  it('does not need advice at or above the ruleset’s threshold', async () => {
    const id = newId();
    const source = '#{ verdict: "OK", confidence: x }';
    await station.add({ id, source, manifest: { confidenceThreshold: 0.5 } });
    const advisoryAt = async (x: number) =>
      (await station.execute({ rulesetId: id, input: { x }, policy: 'hybrid' })).advisory?.state;
    expect(await advisoryAt(0.5)).toBe('NOT_NEEDED');
    expect(await advisoryAt(0.49)).toBe('NOT_CONFIGURED');
    expect((await station.execute({ rulesetId: id, input: { x: 0.1 } })).advisory).toBeUndefined();
  });
});

describe('what is kept over a restart', () => {
  it('judgments, feedback, measured confidence and idempotency keys', async () => {
    const id = newId();
    await station.add({ id, source: '#{ verdict: "OK" }', manifest: { cacheSeconds: 0 } });
    const equipment = 'site/area/line/kept';
    const execute = (idempotencyKey: string, x = 1) =>
      station.execute({ rulesetId: id, input: { x }, context: { equipment }, idempotencyKey });
    const first = await execute(`${id}-a`);
    const second = await execute(`${id}-b`);
    const actor = { id: 'kim', name: '김' };
    await station.core.judgment.giveFeedback(first.id, { agree: true }, actor);
    await station.core.judgment.giveFeedback(second.id, { agree: false, reason: '오보' }, actor);

    await station.reopen();
    const found = await station.core.judgment.get(second.id);
    expect(found).toEqual({
      ...second,
      feedback: { agree: false, reason: '오보', by: '김', at: new Date(station.now).toISOString() },
    });
    expect((await execute(`${id}-a`)).id).toBe(first.id);
    await expect(execute(`${id}-a`, 2)).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    expect((await execute(`${id}-c`)).confidence).toEqual({ claimed: null, measured: 0.5, sampleCount: 2 });
  });
});

describe('measured confidence', () => {
  it('belongs to a version: another starts anew, and one activated again goes on with its own', async () => {
    const id = newId();
    const ruleset = (reason: string) => ({
      id,
      source: `#{ verdict: "OK", reasons: ["${reason}"] }`,
      manifest: { cacheSeconds: 0 },
    });
    const context = { equipment: 'site/area/line/versions' };
    const judged = (more = {}) => station.execute({ rulesetId: id, input: { x: 1 }, context, ...more });
    const answer = async (agree: boolean) => {
      const feedback = feedbackRequestSchema.parse(agree ? { agree } : { agree, reason: 'no' });
      const { id: judgmentId } = await judged();
      await station.core.judgment.giveFeedback(judgmentId, feedback, { id: 'a', name: 'a' });
    };
    await station.add(ruleset('first'));
    for (const agree of [true, false, false]) await answer(agree);
    expect((await judged()).confidence).toMatchObject({ measured: 1 / 3, sampleCount: 3 });

    await station.add(ruleset('second'));
    expect((await judged()).confidence).toMatchObject({ measured: null, sampleCount: 0 });
    await answer(true);
    for (const restarted of [false, true]) {
      if (restarted) await station.reopen();
      expect((await judged()).confidence).toMatchObject({ measured: 1, sampleCount: 1 });
      const before = await judged({ rulesetVersion: 1 });
      expect(before.confidence).toMatchObject({ measured: 1 / 3, sampleCount: 3 });
    }
    await station.add(ruleset('first'));
    expect((await judged()).confidence).toMatchObject({ measured: 1 / 3, sampleCount: 3 });
  });

  it('is the share of the newest answers that agree, in whatever order they come', async () => {
    const id = newId();
    await station.add({ id, source: '#{ verdict: "OK" }', manifest: { cacheSeconds: 0 } });
    const answer: fc.Arbitrary<FeedbackRequest> = fc
      .boolean()
      .map((agree) => feedbackRequestSchema.parse(agree ? { agree } : { agree, reason: 'no' }));
    let machine = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(3), answer), { maxLength: 12 }), async (answers) => {
        const context = { equipment: `site/area/line/measured-${(machine += 1)}` };
        const make = () => station.execute({ rulesetId: id, input: { x: 1 }, context });
        const made = await Promise.all([make(), make(), make(), make()]);
        const newest = new Map<number, boolean>();
        for (const [index, { agree }] of answers) newest.set(index, agree);
        // All at once: they must still count one after the other.
        await Promise.all(
          answers.map(([index, feedback]) =>
            station.core.judgment.giveFeedback(made[index]?.id ?? '', feedback, { id: 'a', name: 'a' }),
          ),
        );
        const agreed = [...newest.values()].filter(Boolean).length;
        const { measured, sampleCount } = (await make()).confidence;
        expect(sampleCount).toBe(newest.size);
        expect(measured).toBe(newest.size === 0 ? null : agreed / newest.size);
      }),
      { numRuns: 15 },
    );
  });
});
