import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgmentPageSchema, judgmentSchema, type Judgment } from '../../shared/contract/judgment.ts';
import { codeOf, DOORS, JUDGING_DOORS, valueOf, type Answer, type Door } from './doors.ts';
import { PRESS, startContractStation, type ContractStation } from './fixture.ts';

let station: ContractStation;
beforeAll(async () => {
  station = await startContractStation();
});
afterAll(() => station.close());

const judgmentOf = (answer: Answer): Judgment => judgmentSchema.parse(valueOf(answer));

/** A machine that no other door uses, so that each door finds only its own judgments. */
let machines = 0;
const newMachine = () => `plant/area/line-9/machine-${(machines += 1)}`;

describe.each(JUDGING_DOORS.map((open) => ({ open, name: open.name })))('judging: $name', ({ open }) => {
  let door: Pick<Door, 'execute'> & Partial<Pick<Door, 'close'>>;
  beforeAll(() => {
    door = open(station);
  });
  afterAll(() => door.close?.());

  it('gives a whole judgment', async () => {
    const judgment = judgmentOf(
      await door.execute({ rulesetId: 'limit', input: { x: 11 }, useCache: false }),
    );
    expect(judgment).toMatchObject({
      verdict: 'BAD',
      severity: 'high',
      confidence: { claimed: 0.9, measured: null, sampleCount: 0 },
      methodUsed: 'rule',
      reasons: [{ ko: '한계 초과', en: 'above the limit' }],
      ruleset: { id: 'limit', version: 1 },
      inputAgeMs: null,
      cached: false,
      evidence: [{ kind: 'input', name: 'x', value: 11, source: 'request' }],
      trigger: 'request',
    });
    expect(judgment).not.toHaveProperty('holdCause');
    expect(judgment.trace).toContainEqual(
      expect.objectContaining({ ruleId: 'above', fired: true, values: { x: 11 } }),
    );
    expect(judgment.ruleset.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(judgment.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(Math.abs(Date.parse(judgment.at) - Date.now())).toBeLessThan(5_000);
    expect(judgment.latencyMs).toBeGreaterThan(0);
  });

  it('takes inputs from the tags of a machine, by name or path', async () => {
    for (const equipment of [PRESS, 'press-1']) {
      const judgment = judgmentOf(
        await door.execute({ rulesetId: 'press-watch', input: {}, context: { equipment } }),
      );
      expect(judgment).toMatchObject({ verdict: 'OK', context: { equipment: PRESS } });
      expect(judgment.inputAgeMs).toBeGreaterThanOrEqual(0);
      expect(judgment.evidence).toEqual([
        expect.objectContaining({
          name: 'temperature',
          value: 63.9,
          source: 'tag',
          quality: 192,
          unit: 'Cel',
        }),
        expect.objectContaining({ name: 'mode', value: '자동', source: 'tag', tag: `${PRESS}/mode` }),
      ]);
    }
  });

  it('judges as of a past time from stored samples', async () => {
    const at = new Date(station.newestAt - 10_000).toISOString();
    const judgment = judgmentOf(
      await door.execute({ rulesetId: 'press-watch', input: {}, context: { equipment: 'press-1' }, at }),
    );
    expect(judgment.at).toBe(at);
    expect(judgment.evidence).toEqual([
      expect.objectContaining({ name: 'temperature', value: 62.9, at, ageMs: 0 }),
      expect.objectContaining({ name: 'mode', source: 'absent', value: null }),
    ]);
  });

  it('answers the second time from the cache', async () => {
    const x = 1 + JUDGING_DOORS.indexOf(open) / 16;
    const first = judgmentOf(await door.execute({ rulesetId: 'limit', input: { x } }));
    const second = judgmentOf(await door.execute({ rulesetId: 'limit', input: { x } }));
    expect([first.cached, first.methodUsed]).toEqual([false, 'rule']);
    expect([second.cached, second.methodUsed]).toEqual([true, 'cache']);
    expect(second.id).not.toBe(first.id);
  });

  it('marks policy hybrid by what a language model was asked', async () => {
    const request = { rulesetId: 'limit', policy: 'hybrid', useCache: false };
    expect(judgmentOf(await door.execute({ ...request, input: { x: 11 } })).advisory).toEqual({
      state: 'NOT_NEEDED',
    });
    const unsure = judgmentOf(await door.execute({ ...request, input: { x: 2 } }));
    expect(unsure).toMatchObject({
      verdict: 'OK',
      methodUsed: 'rule',
      advisory: { state: 'NOT_CONFIGURED' },
    });
  });

  it('holds where an input is missing or the rule fails', async () => {
    const missing = judgmentOf(await door.execute({ rulesetId: 'limit', input: {} }));
    expect(missing).toMatchObject({ verdict: 'HOLD', severity: 'medium', holdCause: 'INPUT_MISSING' });
    expect(missing.holdDetail).toContain('"x"');
    const failed = judgmentOf(await door.execute({ rulesetId: 'faulty', input: { x: 7 } }));
    expect(failed).toMatchObject({ verdict: 'HOLD', severity: 'high', holdCause: 'RULE_ERROR' });
    expect(failed.holdDetail).toMatch(/line 1, column \d+/);
    expect(judgmentOf(await door.execute({ rulesetId: 'faulty', input: { x: 0 } })).verdict).toBe('OK');
  });

  it.each([
    ['an unknown ruleset', { rulesetId: 'nothing', input: {} }, 'RULESET_NOT_FOUND'],
    ['an unknown version', { rulesetId: 'limit', rulesetVersion: 99, input: { x: 1 } }, 'RULESET_NOT_FOUND'],
    ['policy llm', { rulesetId: 'limit', input: { x: 1 }, policy: 'llm' }, 'LLM_NOT_CONFIGURED'],
    ['an input nobody declared', { rulesetId: 'limit', input: { x: 1, y: 2 } }, 'VALIDATION_FAILED'],
    ['an input of another type', { rulesetId: 'limit', input: { x: 'warm' } }, 'VALIDATION_FAILED'],
    ['an input that is a list', { rulesetId: 'limit', input: { x: [1] } }, 'VALIDATION_FAILED'],
    ['a time that is none', { rulesetId: 'limit', input: { x: 1 }, at: 'yesterday' }, 'VALIDATION_FAILED'],
    [
      'a time to come',
      { rulesetId: 'limit', input: { x: 1 }, at: '2099-01-01T00:00:00.000Z' },
      'VALIDATION_FAILED',
    ],
  ])('refuses %s', async (_what, request, code) => {
    expect(codeOf(await door.execute(request))).toBe(code);
  });
});

describe.each(DOORS.map((open) => ({ open, name: open.name })))('judgments: $name', ({ open }) => {
  let door: Door;
  beforeAll(() => {
    door = open(station);
  });
  afterAll(() => door.close());

  const execute = async (x: number, more: object = {}) =>
    judgmentOf(await door.execute({ rulesetId: 'limit', input: { x }, useCache: false, ...more }));
  const pageOf = (answer: Answer) => judgmentPageSchema.parse(valueOf(answer));

  it.each([
    ['no body', undefined, ''],
    ['a body that is no object', [1], ''],
    ['an unknown field', { rulesetId: 'limit', input: { x: 1 }, colour: 'red' }, 'colour'],
    [
      'an unknown field inside',
      { rulesetId: 'limit', input: { x: 1 }, context: { plant: 'p' } },
      'context.plant',
    ],
    ['no ruleset', { input: { x: 1 } }, 'rulesetId'],
    ['no input', { rulesetId: 'limit' }, 'input'],
    ['a version that is none', { rulesetId: 'limit', rulesetVersion: 0, input: {} }, 'rulesetVersion'],
    ['an unknown policy', { rulesetId: 'limit', input: {}, policy: 'guess' }, 'policy'],
    ['a text for a switch', { rulesetId: 'limit', input: {}, useCache: 'no' }, 'useCache'],
    ['an empty idempotency key', { rulesetId: 'limit', input: {}, idempotencyKey: '' }, 'idempotencyKey'],
    ['a number that JSON cannot hold', { rulesetId: 'limit', input: { x: Number.NaN } }, ''],
  ])('names the field of a request with %s', async (what, request, path) => {
    const answer = await door.execute(request);
    if (what === 'a number that JSON cannot hold') {
      // JSON has no NaN: it travels as null, which is "not sent".
      expect(judgmentOf(answer).holdCause).toBe('INPUT_MISSING');
      return;
    }
    expect(answer).toMatchObject({ ok: false, code: 'VALIDATION_FAILED' });
    if (!answer.ok && path !== '') expect(answer.errors.map((error) => error.path)).toContain(path);
  });

  it('gives one judgment for one idempotency key', async () => {
    const idempotencyKey = `${open.name}-1`;
    const simultaneous = await Promise.all([1, 1, 1].map((x) => execute(x, { idempotencyKey })));
    const later = await execute(1, { idempotencyKey });
    expect(new Set([...simultaneous, later].map((judgment) => judgment.id)).size).toBe(1);
    const other = await door.execute({
      rulesetId: 'limit',
      input: { x: 2 },
      useCache: false,
      idempotencyKey,
    });
    expect(codeOf(other)).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it('gives a stored judgment as it was answered', async () => {
    const made = await execute(3);
    expect(judgmentOf(await door.get(made.id))).toEqual(made);
    expect(codeOf(await door.get('00000000-0000-7000-8000-000000000000'))).toBe('JUDGMENT_NOT_FOUND');
  });

  it('lists newest first in pages that neither repeat nor leave out', async () => {
    const context = { equipment: newMachine() };
    const made: string[] = [];
    for (const x of [1, 2, 3, 11, 12]) made.unshift((await execute(x, { context })).id);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = pageOf(
        await door.list({ ...context, limit: 2, ...(cursor === undefined ? {} : { cursor }) }),
      );
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map((item) => item.id));
      cursor = page.nextCursor;
      // What is added meanwhile is newer and does not move the pages.
      await execute(5, { context });
    } while (cursor !== undefined);
    expect(seen).toEqual(made);
  });

  it('orders judgments of one moment by id and pages through them', async () => {
    const context = { equipment: newMachine() };
    const at = '2026-01-02T03:04:05.678Z';
    for (let count = 0; count < 5; count += 1) await execute(count, { context, at });
    const first = pageOf(await door.list({ ...context, limit: 3 }));
    const second = pageOf(await door.list({ ...context, limit: 3, cursor: first.nextCursor }));
    const ids = [...first.items, ...second.items].map((item) => item.id);
    expect(ids).toEqual([...ids].sort().reverse());
    expect(new Set(ids).size).toBe(5);
    expect(second).not.toHaveProperty('nextCursor');
  });

  it('filters by time, ruleset, machine, verdict and severity', async () => {
    const equipment = newMachine();
    const at = (second: number) => `2026-03-04T05:06:0${second}.000Z`;
    const ids: string[] = [];
    for (const [second, x] of [1, 11, 2, 12].entries()) {
      ids.push((await execute(x, { context: { equipment }, at: at(second) })).id);
    }
    const found = async (filter: object) =>
      pageOf(await door.list({ equipment, ...filter })).items.map((item) => ids.indexOf(item.id));
    expect(await found({})).toEqual([3, 2, 1, 0]);
    expect(await found({ from: at(1), to: at(2) })).toEqual([2, 1]);
    expect(await found({ verdict: 'BAD' })).toEqual([3, 1]);
    expect(await found({ minSeverity: 'medium' })).toEqual([3, 1]);
    expect(await found({ rulesetId: 'limit', verdict: 'OK' })).toEqual([2, 0]);
    expect(await found({ rulesetId: 'faulty' })).toEqual([]);
  });

  it('lists changes only: where the verdict is another than the one before on the same machine', async () => {
    const equipment = newMachine();
    const ids: string[] = [];
    for (const [second, x] of [1, 2, 11, 12, 1].entries())
      ids.push((await execute(x, { context: { equipment }, at: `2026-03-04T05:07:0${second}.000Z` })).id);
    const found = async (filter: object) =>
      pageOf(await door.list({ equipment, ...filter })).items.map((item) => ids.indexOf(item.id));
    expect(await found({ changesOnly: true })).toEqual([4, 2, 0]);
    expect(await found({ changesOnly: true, verdict: 'BAD' })).toEqual([2]);
    expect(await found({ changesOnly: false })).toEqual([4, 3, 2, 1, 0]);
  });

  it.each([
    ['changes that are neither true nor false', { changesOnly: 'perhaps' }, 'changesOnly'],
    ['limit 0', { limit: 0 }, 'limit'],
    ['limit 501', { limit: 501 }, 'limit'],
    ['a cursor that is none', { cursor: 'abc' }, 'cursor'],
    ['a time that is none', { from: 'today' }, 'from'],
    ['an unknown filter', { colour: 'red' }, 'colour'],
    ['an unknown severity', { minSeverity: 'bad' }, 'minSeverity'],
  ])('refuses a list with %s', async (_what, query, path) => {
    expect(await door.list(query)).toMatchObject({
      ok: false,
      code: 'VALIDATION_FAILED',
      errors: [expect.objectContaining({ path })],
    });
  });

  it('tells of 30 faulty inputs the first 20, of those the contract refuses as of those the ruleset does', async () => {
    const inputs = (value: unknown) =>
      Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`x${index}`, value]));
    for (const value of [1, {}]) {
      const answer = await door.execute({ rulesetId: 'limit', input: inputs(value) });
      expect(answer).toMatchObject({ ok: false, code: 'VALIDATION_FAILED' });
      const errors = 'errors' in answer ? answer.errors : [];
      expect(errors.map(({ path }) => path)).toEqual(
        Array.from({ length: 20 }, (_, index) => `input.x${index}`),
      );
    }
  });

  it('takes 500 as the largest limit', async () => {
    expect(pageOf(await door.list({ limit: 500 })).items.length).toBeGreaterThan(0);
  });

  it('takes agreement and override with who and when, and measures confidence by them', async () => {
    const context = { equipment: newMachine() };
    const first = await execute(11, { context });
    const agreed = judgmentOf(await door.feedback(first.id, { agree: true }));
    expect(agreed.feedback).toMatchObject({ agree: true });
    expect(agreed.feedback?.by).not.toBe('');
    expect(Math.abs(Date.parse(agreed.feedback?.at ?? '') - Date.now())).toBeLessThan(5_000);
    expect(judgmentOf(await door.get(first.id))).toEqual(agreed);

    const second = await execute(11, { context });
    expect(second.confidence).toEqual({ claimed: 0.9, measured: 1, sampleCount: 1 });
    const overridden = judgmentOf(
      await door.feedback(second.id, { agree: false, correctVerdict: 'OK', reason: '센서 교체 중' }),
    );
    expect(overridden.feedback).toMatchObject({ agree: false, correctVerdict: 'OK', reason: '센서 교체 중' });
    expect((await execute(11, { context })).confidence).toMatchObject({ measured: 0.5, sampleCount: 2 });

    // The newest answer counts: taken back, and back again.
    await door.feedback(second.id, { agree: true });
    expect((await execute(11, { context })).confidence).toMatchObject({ measured: 1, sampleCount: 2 });
    expect(pageOf(await door.list({ ...context })).items.at(-1)?.feedback?.agree).toBe(true);
  });

  it.each([
    ['an override without verdict or reason', { agree: false }, 'correctVerdict'],
    ['a verdict the ruleset does not have', { agree: false, correctVerdict: 'MAYBE' }, 'correctVerdict'],
    ['an override by the same verdict', { agree: false, correctVerdict: 'BAD' }, 'correctVerdict'],
    ['an agreement with another verdict', { agree: true, correctVerdict: 'OK' }, 'correctVerdict'],
    ['an unknown field', { agree: true, mood: 'good' }, 'mood'],
    ['no answer', {}, 'agree'],
  ])('refuses %s', async (_what, feedback, field) => {
    const { id } = await execute(11);
    const answer = await door.feedback(id, feedback);
    expect(codeOf(answer)).toBe('VALIDATION_FAILED');
    expect(answer.ok ? [] : answer.errors.map((error) => error.path.replace('feedback.', ''))).toContain(
      field,
    );
    expect(judgmentOf(await door.get(id))).not.toHaveProperty('feedback');
  });

  it('refuses feedback on a judgment nobody made', async () => {
    expect(codeOf(await door.feedback('nothing', { agree: true }))).toBe('JUDGMENT_NOT_FOUND');
  });
});
