import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Derivation } from '../../shared/contract/derived-tags.ts';
import { openTestCore, type TestCore } from '../support/test-core.ts';

const A = 's/a/l/pump-1/flow';
const B = 's/a/l/pump-2/flow';
const SUM = 's/a/l/station/flow_total';
const ACTOR = { id: 'station', name: '김하나' };

let test: TestCore;
beforeEach(async () => {
  test = await openTestCore();
});
afterEach(() => test.close());

const hub = () => test.core.hub;
const sumOf = (expression: string): Derivation => ({
  kind: 'expression',
  expression,
  inputs: [
    { name: 'a', tag: A },
    { name: 'b', tag: B },
  ],
});
const create = (derivation: Derivation, path = SUM) =>
  hub().createDerivedTag({ path, unit: 'm3/h', derivation }, ACTOR);
const series = async (path = SUM) => {
  await hub().settled();
  const { items } = await hub().samples(path, {
    points: 20_000,
    from: new Date(test.now - 3_600_000).toISOString(),
  });
  return items.map(({ at, value, quality }) => [Date.parse(at) - test.now, value, quality]);
};
const at = (offset: number) => ({ at: test.now + offset });

describe('a derived tag', () => {
  it('has the value of its expression, at the time of its newest input, with the quality of its worst', async () => {
    await test.value(A, 10, at(-9_000));
    await test.value(B, 5, at(-8_500));
    const { id } = await create(sumOf('a + b'));
    await test.value(A, 20, at(-8_000));
    await test.value(B, 6, { ...at(-7_000), quality: 500 });
    await test.value(B, 7, at(-6_000));
    expect(await series()).toEqual([
      [-8_500, 15, 192],
      [-8_000, 25, 192],
      [-7_000, 26, 500],
      [-6_000, 27, 192],
    ]);
    expect(await hub().tag(SUM)).toMatchObject({ id, derived: true, unit: 'm3/h', addresses: [] });
    expect(await hub().derivedState(id)).toEqual({ derivation: sumOf('a + b'), errors: 0, lastError: null });
  });

  it('works a grouped message out once, not half old and half new', async () => {
    await test.value('s/a/l/m/x', 1, at(-9_000));
    await test.value('s/a/l/m/y', 1, at(-9_000));
    await create({
      kind: 'expression',
      expression: 'x - y',
      inputs: [
        { name: 'x', tag: 's/a/l/m/x' },
        { name: 'y', tag: 's/a/l/m/y' },
      ],
    });
    const payload = JSON.stringify({ t: test.now - 5_000, values: { x: 100, y: 100 } });
    await new Promise<void>((committed) => {
      void hub().receive({
        source: 'broker',
        topic: 'aif/v1/s/a/l/m',
        payload: new TextEncoder().encode(payload),
        receivedAt: test.now,
        retained: false,
        delivery: null,
        committed: () => committed(),
      });
    });
    expect(await series()).toEqual([
      [-9_000, 0, 192],
      [-5_000, 0, 192],
    ]);
  });

  it('goes on from another that is derived itself, and is refused where it came back to itself', async () => {
    await test.value(A, 1, at(-9_000));
    await test.value(B, 2, at(-9_000));
    const { id } = await create(sumOf('a + b'));
    const double = 's/a/l/station/double';
    await create({ kind: 'expression', expression: 'x * 2', inputs: [{ name: 'x', tag: SUM }] }, double);
    await test.value(A, 10, at(-8_000));
    expect((await series(double)).at(-1)).toEqual([-8_000, 24, 192]);
    const round: Derivation = { kind: 'expression', expression: 'x', inputs: [{ name: 'x', tag: double }] };
    await expect(hub().changeDerivedTag(id, round, ACTOR)).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      message: expect.stringContaining('from itself') as string,
    });
    expect(await hub().previewDerivedTag(round, id)).toMatchObject({
      fault: expect.stringContaining(double) as string,
    });
  });

  it('is worked out of a signal and of what is derived from that signal as both were at one time', async () => {
    const [x, y] = ['s/a/l/m/x', 's/a/l/m/y'];
    await test.value(x, 1, at(-9_000));
    await test.value(y, 1, at(-9_000));
    const of = (expression: string, inputs: Record<string, string>): Derivation => ({
      kind: 'expression',
      expression,
      inputs: Object.entries(inputs).map(([name, tag]) => ({ name, tag })),
    });
    await create(of('x * 2.0', { x }), 's/a/l/m/double');
    await create(of('d + y', { d: 's/a/l/m/double', y }), 's/a/l/m/more');
    // Zero whenever all of it is of one moment.
    await create(of('m - 2.0 * x - y', { m: 's/a/l/m/more', x, y }), 's/a/l/m/balance');
    await hub().settled();
    const payload = Array.from({ length: 40 }, (_, index) => ({
      t: test.now - 5_000 + index * 100,
      values: { x: index * index, y: -index },
    }));
    await new Promise<void>((committed) => {
      void hub().receive({
        source: 'broker',
        topic: 'aif/v1/s/a/l/m',
        payload: new TextEncoder().encode(JSON.stringify(payload)),
        receivedAt: test.now,
        retained: false,
        delivery: null,
        committed: () => committed(),
      });
    });
    const zero = payload.map((_, index) => [-5_000 + index * 100, 0, 192]);
    expect(await series('s/a/l/m/balance')).toEqual([[-9_000, 0, 192], ...zero]);
  });

  it('shows an error as bad quality, counts it, and goes on', async () => {
    await test.value(A, 1, at(-9_000));
    await test.value(B, 0, at(-9_000));
    const { id } = await create(sumOf('if b == 0.0 { throw "no flow" } else { a / b }'));
    await test.value(B, 2, at(-8_000));
    expect(await series()).toEqual([
      [-9_000, null, 0],
      [-8_000, 0.5, 192],
    ]);
    expect(await hub().derivedState(id)).toMatchObject({
      errors: 1,
      lastError: expect.stringContaining('no flow') as string,
      lastReason: { code: 'scriptThrown' },
    });
  });

  it('an endless expression is stopped by the limits of the rules', async () => {
    await test.value(A, 1, at(-9_000));
    await test.value(B, 0, at(-9_000));
    const { id } = await create(sumOf('let n = 0; loop { n += 1; } n'));
    expect(await series()).toEqual([[-9_000, null, 0]]);
    expect(await hub().derivedState(id)).toMatchObject({
      errors: 1,
      lastError: expect.stringMatching(/LIMIT|TIMEOUT/) as string,
    });
  });

  it('is tried before it is kept: value, inputs, or what is wrong', async () => {
    await test.value(A, 1, at(-9_000));
    await test.value(B, 2, at(-9_000));
    expect(await hub().previewDerivedTag(sumOf('a * 10 + b'))).toMatchObject({
      value: 12,
      quality: 192,
      fault: null,
      inputs: [
        { name: 'a', value: 1 },
        { name: 'b', value: 2 },
      ],
    });
    expect((await hub().previewDerivedTag(sumOf('a +'))).fault).toMatch(/line 1/);
    expect((await hub().previewDerivedTag(sumOf('a + c'))).fault).toMatch(/c/);
    await expect(create(sumOf('a + c'))).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    await expect(create(sumOf('a'), A)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(create({ kind: 'increase', tag: 's/a/l/no/tag' })).rejects.toMatchObject({
      code: 'TAG_NOT_FOUND',
    });
    expect(hub().tagPaths()).not.toContain(SUM);
  });

  it('takes no signals from outside, and rules are bound to it as to any tag', async () => {
    await test.value(A, 1, at(-9_000));
    await test.value(B, 2, at(-9_000));
    await create(sumOf('a + b'));
    await test.value(SUM, 99, at(-1_000));
    expect(await series()).toEqual([[-9_000, 3, 192]]);
    const page = await hub().unreadable({ limit: 10 });
    expect(page.items[0]?.reason).toMatch(/derived tag/);
    await test.add({
      id: 'total',
      source: '#{ verdict: if x > 10.0 { "BAD" } else { "OK" }, confidence: 1.0 }',
      inputs: [{ name: 'x', type: 'number', tag: '*/*/*/station/flow_total' }],
      trigger: { kind: 'change' },
    });
    const { judgments, settle } = test.triggers();
    await test.value(A, 10, at(-500));
    await settle();
    await settle();
    expect(judgments.filter(({ ruleset }) => ruleset.id === 'total').map(({ verdict }) => verdict)).toContain(
      'BAD',
    );
  });

  it('ended, it keeps its history and gets no more', async () => {
    await test.value(A, 1, at(-9_000));
    await test.value(B, 2, at(-9_000));
    const { id } = await create(sumOf('a + b'));
    await hub().settled();
    expect(await hub().endDerivedTag(id, ACTOR)).toEqual({ ended: true });
    await test.value(A, 5, at(-8_000));
    expect(await series()).toEqual([[-9_000, 3, 192]]);
    await test.reopen();
    await test.value(A, 6, at(-7_000));
    expect(await series()).toEqual([[-9_000, 3, 192]]);
  });

  it('stands in the list of changes with who did it, and each change can be taken back', async () => {
    await test.value(A, 1, at(-9_000));
    await test.value(B, 2, at(-9_000));
    const { id } = await hub().createDerivedTag({ path: SUM, derivation: sumOf('a + b') }, ACTOR);
    await hub().changeDerivedTag(id, sumOf('a * b'), ACTOR);
    await hub().endDerivedTag(id, ACTOR);
    const changes = async () => (await hub().tagChanges({ limit: 10 })).items;
    expect((await changes()).map(({ kind, first, by }) => [kind, first, by])).toEqual([
      ['derivedEnded', SUM, ACTOR.name],
      ['derived', SUM, ACTOR.name],
      ['derived', SUM, ACTOR.name],
    ]);
    const [ended, changed, made] = await changes();
    const undo = (change: { id: number } | undefined) => hub().undoTagChange(change?.id ?? 0, ACTOR);
    await expect(undo(changed)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await undo(ended)).toMatchObject({ change: { kind: 'undo', first: SUM } });
    expect((await hub().derivedState(id))?.derivation).toEqual(sumOf('a * b'));
    await undo(changed);
    await test.reopen();
    await test.value(A, 10, at(-5_000));
    expect((await series()).at(-1)).toEqual([-5_000, 12, 192]);
    await undo(made);
    expect(await hub().derivedState(id)).toBeNull();
    await expect(undo(made)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await series()).at(-1)).toEqual([-5_000, 12, 192]);
  });

  it('what was committed and not worked out is so at the next start, with the same values', async () => {
    await test.value(A, 0, at(-99_000));
    await test.value(B, 0, at(-99_000));
    await create(sumOf('a * 1000 + b'));
    const live = async (path: string, offset: number, value: number) => test.value(path, value, at(offset));
    for (let index = 1; index <= 20; index += 1)
      await live(index % 3 ? A : B, -90_000 + index * 1_000, index);
    const whole = await series();

    // The same signals in another store, of which the last ones are never worked out before its end.
    await test.close();
    test = await openTestCore();
    await test.value(A, 0, at(-99_000));
    await test.value(B, 0, at(-99_000));
    const { id } = await create(sumOf('a * 1000 + b'));
    for (let index = 1; index <= 7; index += 1) await live(index % 3 ? A : B, -90_000 + index * 1_000, index);
    await hub().settled();
    const before = (await series()).length;
    // As a kill between the commit of the inputs and that of the result leaves it.
    await test.core.store.write([{ sql: 'UPDATE tag_derived SET tag_id = -tag_id' }], { durability: 'full' });
    await test.reopen();
    for (let index = 8; index <= 20; index += 1)
      await live(index % 3 ? A : B, -90_000 + index * 1_000, index);
    expect(await series()).toHaveLength(before);
    await test.core.store.write([{ sql: 'UPDATE tag_derived SET tag_id = -tag_id' }], { durability: 'full' });
    await test.reopen();
    expect(await series()).toEqual(whole);
    expect((await hub().derivedState(id))?.errors).toBe(0);
  });

  it('caught up with at a start, it waits for those it is derived of, also for one made after it', async () => {
    const x = 's/a/l/m/x';
    const of = (expression: string, inputs: Record<string, string>): Derivation => ({
      kind: 'expression',
      expression,
      inputs: Object.entries(inputs).map(([name, tag]) => ({ name, tag })),
    });
    await test.value(x, 0, at(-99_000));
    const balance = await create(of('x * 0', { x }), 's/a/l/m/balance');
    await create(of('x * 2', { x }), 's/a/l/m/double');
    await hub().settled();
    // Zero whenever all of it is of one moment.
    await hub().changeDerivedTag(balance.id, of('d - 2 * x', { d: 's/a/l/m/double', x }), ACTOR);
    await hub().settled();
    await test.core.store.write([{ sql: 'UPDATE tag_derived SET tag_id = -tag_id' }], { durability: 'full' });
    await test.reopen();
    for (let index = 1; index <= 20; index += 1) await test.value(x, index, at(-90_000 + index * 1_000));
    await test.core.store.write([{ sql: 'UPDATE tag_derived SET tag_id = -tag_id' }], { durability: 'full' });
    await test.reopen();
    const found = await series('s/a/l/m/balance');
    expect(found.slice(-20).map(([offset, value]) => [offset, value])).toEqual(
      Array.from({ length: 20 }, (_, index) => [-89_000 + index * 1_000, 0]),
    );
  });
});

describe('a counter', () => {
  const COUNT = 's/a/l/press-1/strokes';

  it('gives increase and rate, over a rollover and a restart of the source', async () => {
    await test.value(COUNT, 65_500, at(-70_000));
    await create({ kind: 'increase', tag: COUNT }, `${COUNT}.increase`);
    await create({ kind: 'rate', tag: COUNT, perSeconds: 60 }, `${COUNT}.rate`);
    for (const [offset, count] of [
      [-60_000, 65_530],
      [-50_000, 14],
      [-40_000, 114],
      [-30_000, 3],
    ] as const)
      await test.value(COUNT, count, at(offset));
    expect(await series(`${COUNT}.increase`)).toEqual([
      [-60_000, 30, 192],
      [-50_000, 20, 192],
      [-40_000, 100, 192],
      [-30_000, 3, 192],
    ]);
    expect((await series(`${COUNT}.rate`)).map(([, rate]) => rate)).toEqual([180, 120, 600, 18]);
    await test.reopen();
    await test.value(COUNT, 13, at(-20_000));
    expect((await series(`${COUNT}.increase`)).at(-1)).toEqual([-20_000, 10, 192]);
  });

  it('of which only some values are stored is counted by every one, also over a restart', async () => {
    await test.value(COUNT, 100, at(-70_000));
    const { id } = await hub().tagPlace(COUNT);
    const storage = { mode: 'change', deadband: 10, maxIntervalSeconds: 600 } as const;
    await hub().editTags([{ id, patch: { storage } }], ACTOR);
    await create({ kind: 'increase', tag: COUNT }, `${COUNT}.increase`);
    for (const [offset, count] of [
      [-60_000, 101],
      [-50_000, 105],
      [-40_000, 109],
    ] as const)
      await test.value(COUNT, count, at(offset));
    await hub().settled();
    await test.reopen();
    await test.value(COUNT, 113, at(-30_000));
    const counted = (await series(`${COUNT}.increase`)).map(([, increase]) => increase as number);
    expect(counted.reduce((sum, each) => sum + each, 0)).toBe(13);
    expect((await hub().tag(COUNT)).counters).toMatchObject({ received: 5, stored: 4, filtered: 1 });
  });

  it('a bad value gives none, and is not counted from', async () => {
    await test.value(COUNT, 100, at(-70_000));
    await create({ kind: 'increase', tag: COUNT }, `${COUNT}.increase`);
    await test.value(COUNT, 0, { ...at(-60_000), quality: 0 });
    await test.value(COUNT, 110, at(-50_000));
    expect(await series(`${COUNT}.increase`)).toEqual([
      [-60_000, null, 0],
      [-50_000, 10, 192],
    ]);
  });
});
