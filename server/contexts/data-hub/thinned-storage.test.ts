import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import '../../../tests/support/property-seed.ts';
import {
  ACTOR,
  adds,
  countersOf,
  newPath,
  rowsOf,
  send,
  series,
  START,
  test,
  thinned,
  valuesOf,
  withHub,
} from '../../../tests/support/thinned-tags.ts';
import { tagPatchSchema, type TagPatch } from '../../../shared/contract/tags.ts';
import type { CommittedSample } from './domain/batch.ts';
import { heldOut } from './domain/held-out.ts';
import type { KeptSample } from './domain/state.ts';
import { Thinning } from './domain/storage-filter.ts';
import { windowValueOf } from './domain/windows.ts';

withHub();

describe('what is stored of a tag', () => {
  it('is the first value, then what leaves the deadband with the value before it, so that no line slopes falsely', async () => {
    const path = await thinned({ deadband: 0.5 });
    const seen: CommittedSample[] = [];
    test.hub.onCommitted((samples) => seen.push(...samples.of(() => true)));
    await send(path, ...series([10, 10.2, 10.4, 10.5, 10.1, 12, 12.1, 11.9]));
    expect(await valuesOf(path)).toEqual([10, 10.1, 12]);
    expect(seen.map(({ value }) => value)).toEqual([10, 10.2, 10.4, 10.5, 10.1, 12, 12.1, 11.9]);
    expect(await test.hub.tag(path)).toMatchObject({
      last: { value: 11.9 },
      counters: { received: 9, stored: 4, filtered: 5, duplicate: 0 },
    });
    expect((await test.hub.samples(path, { points: 100 })).items.at(-1)).toMatchObject({ value: 11.9 });
  });

  it('follows a slow drift: it is measured from what is stored, not from the value before', async () => {
    const path = await thinned({ deadband: 1 });
    await send(path, ...series(Array.from({ length: 50 }, (_, index) => index * 0.1)));
    const stored = (await valuesOf(path)) as number[];
    expect(stored.length).toBeGreaterThan(5);
    expect(stored.length).toBeLessThan(12);
  });

  it('is one value at least in each longest interval, without the one before it', async () => {
    const path = await thinned({ deadband: 5, maxIntervalSeconds: 10 });
    await send(path, ...series(Array.from({ length: 31 }, (_, index) => 10 + index / 100)));
    expect((await rowsOf(path)).slice(1).map(({ at }) => (at - START()) / 1_000)).toEqual([0, 10, 20, 30]);
  });

  it('is every change of quality, every bad value, every state and text that changes', async () => {
    const path = await thinned({ deadband: 5, minIntervalSeconds: 30 });
    await send(
      path,
      ...series([1, 1]),
      { v: 1, t: START() + 2_000, q: 0 },
      { v: 1, t: START() + 3_000, q: 0 },
    );
    await send(
      path,
      { v: 1, t: START() + 4_000 },
      { v: 1, t: START() + 5_000 },
      { v: null, t: START() + 6_000, q: 0 },
    );
    expect((await rowsOf(path)).slice(1).map(({ quality }) => quality)).toEqual([
      192, 192, 0, 0, 192, 192, 0,
    ]);
    const state = await thinned({ minIntervalSeconds: 30 });
    await send(state, ...series(['run', 'run', 'stop', 'stop', 'run', true, true, 1]));
    expect(await valuesOf(state)).toEqual(['run', 'run', 'stop', 'stop', 'run', 1, 1, 1]);
  });

  it('is a value that has to wait for the shortest interval as soon as that is over, also where no other comes for long', async () => {
    const path = await thinned({ deadband: 0.5, minIntervalSeconds: 1 });
    await send(path, { v: 10, t: START() }, { v: 50, t: START() + 300 });
    expect(await valuesOf(path)).toEqual([10]);
    expect((await test.hub.tag(path)).last).toMatchObject({ value: 50 });
    await send(path, { v: 10, t: START() + 40_000 });
    expect(await valuesOf(path)).toEqual([10, 50, 10]);
    expect((await rowsOf(path)).slice(1).map(({ at }) => at - START())).toEqual([0, 300, 40_000]);
  });

  it('a deadband in percent is of the range, also where only the source says it', async () => {
    const path = newPath();
    await test.send(`aif/v1/${path}`, '1');
    const storage = { mode: 'change', deadband: 2, deadbandIn: 'percent' };
    const patch = (changes: object) =>
      test.hub.patchTag(path, tagPatchSchema.parse(changes) as TagPatch, ACTOR);
    await expect(patch({ storage })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    await patch({ storage, range: { low: 0, high: 200 } });
    test.now += 10_000;
    await send(path, ...[10, 13.9, 14.1, 6, 12, 12].map((v, index) => ({ v, t: test.now + index })));
    expect(await valuesOf(path)).toEqual([10, 13.9, 14.1, 6, 12]);
  });

  it('refuses what makes no sense, by field', async () => {
    const path = await thinned({ deadband: 1 });
    const faultsOf = async (storage: object) =>
      test.hub.patchTag(path, tagPatchSchema.parse({ storage }) as TagPatch, ACTOR).then(
        () => [],
        (error: { fields: { path: string }[] }) => error.fields.map((field) => field.path),
      );
    expect(await faultsOf({ mode: null })).toEqual(['storage.deadband']);
    expect(await faultsOf({ minIntervalSeconds: 60 })).toEqual(['storage.minIntervalSeconds']);
    expect(await faultsOf({ deadbandIn: 'percent' })).toEqual(['storage.deadbandIn']);
    expect(await faultsOf({ mode: null, deadband: null })).toEqual([]);
  });

  it('from then on is everything again where the policy is taken back, with the value that was held back', async () => {
    const path = await thinned({ deadband: 5 });
    await send(path, ...series([1, 2, 3]));
    await test.hub.patchTag(path, { storage: { mode: null, deadband: null } }, ACTOR);
    await send(path, { v: 3.1, t: START() + 5_000 }, { v: 3.2, t: START() + 6_000 });
    expect(await valuesOf(path)).toEqual([1, 3, 3.1, 3.2]);
    expect(adds(await countersOf(path))).toBe(true);
    expect(adds(test.hub.counters())).toBe(true);
  });
});

it('a preview tells beforehand what a policy would keep of the newest values, and changes nothing', async () => {
  const path = newPath();
  const sent = series(
    Array.from({ length: 12_000 }, (_, index) => (index % 100 === 99 ? 80 : 10 + (index % 7) / 10)),
    100,
  );
  await send(path, ...sent);
  const before = await test.hub.tag(path);
  const preview = (storage: object) =>
    test.hub.previewStorage(before.id, tagPatchSchema.parse({ storage }) as TagPatch);
  // Of each hundred: the last before the jump, the jump, and the first after it.
  expect(await preview({ mode: 'change', deadband: 1, maxIntervalSeconds: 3_600 })).toMatchObject({
    samples: 10_000,
    kept: 300,
    to: new Date(sent.at(-1)?.t ?? 0).toISOString(),
    largestDifference: expect.closeTo(0.6, 6) as number,
    thinned: false,
  });
  expect(await preview({ mode: 'all' })).toMatchObject({ samples: 10_000, kept: 10_000 });
  await expect(preview({ mode: 'change', deadband: 1, deadbandIn: 'percent' })).rejects.toMatchObject({
    code: 'VALIDATION_FAILED',
  });
  expect(await test.hub.tag(path)).toEqual(before);
});

describe('over a restart', () => {
  it('the value held back is stored before the first new one, and a repeated batch adds nothing', async () => {
    const path = await thinned({ deadband: 0.5 });
    const batch = series([10, 10.2, 10.4, 12, 12.1, 12.2, 12.3]);
    await send(path, ...batch);
    const before = await rowsOf(path);
    await test.reopen();
    expect((await test.hub.tag(path)).last).toMatchObject({ value: 12.3 });
    expect((await test.hub.samples(path, { points: 100 })).items.at(-1)).toMatchObject({ value: 12.3 });
    await send(path, ...batch);
    expect(await rowsOf(path)).toEqual(before);
    const counters = await countersOf(path);
    expect(counters).toMatchObject({ received: 15, late: 0 });
    expect(adds(counters)).toBe(true);
    await send(path, { v: 12.4, t: START() + 20_000 });
    expect(await valuesOf(path)).toEqual([10, 10.4, 12, 12.3, 12.4]);
  });

  it('a held-back value is counted where it came in, whatever shows that it mattered', async () => {
    const path = await thinned({ deadband: 0.5 });
    await send(path, ...series([10, 10.1]));
    await test.reopen();
    await test.send(
      'aif/v1/s/a/l/e',
      JSON.stringify({ t: START() + 9_000, values: { [path.split('/')[4] ?? '']: 20 } }),
      {
        source: 'other',
      },
    );
    const { items } = await test.hub.topics({ limit: 100 });
    expect(items.map(({ counters: { received, stored, filtered } }) => [received, stored, filtered])).toEqual(
      [
        [1, 1, 0],
        [3, 3, 0],
      ],
    );
    expect(test.hub.sources.state('other')?.counters).toMatchObject({ received: 1, stored: 1, filtered: 0 });
    expect(test.hub.sources.state('broker')?.counters).toMatchObject({ received: 3, stored: 3, filtered: 0 });
  });
});

describe('late values', () => {
  it('within the deadband of what is stored before them say nothing new; others are stored in their own time', async () => {
    const path = await thinned({ deadband: 0.5 });
    await send(path, ...series([10, 10.1, 10.2, 10.3], 10_000));
    const judged: CommittedSample[] = [];
    test.hub.onCommitted((samples) => judged.push(...samples.of(() => true)));
    await send(path, { v: 10.4, t: START() + 5_000 });
    expect(await valuesOf(path)).toEqual([10]);
    await send(path, { v: 99, t: START() + 15_000 });
    expect(await valuesOf(path)).toEqual([10, 99, 10.3]);
    expect(judged.map(({ value, late }) => [value, late])).toEqual([
      [10.4, true],
      [99, true],
    ]);
    expect(await countersOf(path)).toMatchObject({ received: 7, stored: 4, filtered: 3, late: 1 });
    expect((await test.hub.tag(path)).last).toMatchObject({ value: 10.3 });
  });
});

const anyNumber = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: -3, max: 3, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(100, -100) },
);
const policy = fc.record({
  deadband: fc.constantFrom(0, 0.1, 0.5, 2),
  maxIntervalSeconds: fc.constantFrom(5, 20, 600),
});
const step = fc.record({
  v: anyNumber,
  wait: fc.integer({ min: 1, max: 8_000 }),
  q: fc.constantFrom(192, 192, 192, 192, 0),
});

/** The value that a line of steps shows at a time. */
const standingAt = (samples: readonly { at: number; value: unknown }[], at: number) =>
  samples.findLast((sample) => sample.at <= at)?.value as number;

it('a line of steps through what is stored is never further than the deadband from one through what came', async () => {
  await fc.assert(
    fc.asyncProperty(
      policy,
      fc.array(fc.array(step, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 6 }),
      fc.array(fc.constantFrom('again', 'restart', 'go on'), { minLength: 6, maxLength: 6 }),
      async (storage, batches, between) => {
        const path = await thinned(storage);
        let at = START();
        const raw: { at: number; value: number; quality: number }[] = [];
        for (const [index, batch] of batches.entries()) {
          const sent = batch.map(({ v, wait, q }) => ({ v, t: (at += wait), q }));
          raw.push(...sent.map(({ v, t, q }) => ({ at: t, value: v, quality: q })));
          await send(path, ...sent);
          if (between[index] === 'restart') await test.reopen();
          if (between[index] !== 'go on') await send(path, ...sent);
        }
        const stored = (await rowsOf(path)).slice(1) as { at: number; value: number; quality: number }[];
        const counters = await countersOf(path);
        expect(adds(counters)).toBe(true);
        expect(counters.stored).toBe(stored.length + 1);
        expect(counters.late).toBe(0);
        for (const { at: time, value: came, quality } of raw) {
          expect(Math.abs(standingAt(stored, time) - came)).toBeLessThanOrEqual(storage.deadband);
          if (quality !== 192) expect(stored).toContainEqual({ at: time, value: came, quality });
        }
        for (const { at: time } of stored) expect(raw.some((each) => each.at === time)).toBe(true);
        const longest = storage.maxIntervalSeconds * 1_000;
        stored.slice(1).forEach(({ at: time }, index) => {
          const from = stored[index]?.at ?? 0;
          const within = raw.filter((each) => each.at > from && each.at < time);
          // Further apart than the longest interval they are only where nothing came in between.
          if (time - from > longest) expect(within).toEqual([]);
        });
        expect((await test.hub.tag(path)).last).toMatchObject({ value: raw.at(-1)?.value });
      },
    ),
    { numRuns: 20 },
  );
}, 60_000);

describe('windows of rules', () => {
  const TAKES = ['last', 'min', 'max', 'mean', 'stddev'] as const;

  it('hold every value while the station runs, and after a start what stands for them: within the deadband', async () => {
    const path = await thinned({ deadband: 0.5 });
    const register = () => TAKES.forEach((take) => test.hub.windows.register(path, take, 120));
    const rest = Array.from({ length: 120 }, (_, index) => 10 + Math.sin(index) / 4);
    const raw = [...rest.slice(0, 60), 50, ...rest.slice(60)];
    register();
    await test.hub.settled();
    await send(path, ...series(raw));
    const at = START() + 120_000;
    const figures = () => TAKES.map((take) => test.hub.windows.value(path, take, 120, at)?.value as number);
    const live = figures();
    const inWindow = raw.slice(1);
    expect(live[0]).toBe(raw.at(-1));
    expect(live[3]).toBeCloseTo(inWindow.reduce((sum, each) => sum + each, 0) / 120, 9);
    await test.reopen();
    register();
    await test.hub.settled();
    figures().forEach((each, index) =>
      expect(Math.abs(each - (live[index] ?? NaN))).toBeLessThanOrEqual(0.51),
    );
    expect(test.hub.windows.value(path, 'last', 120, at)).toMatchObject({ value: raw.at(-1), newestAt: at });
    const read = await test.hub.windows.read(path, 'mean', 60, START() + 50_500);
    expect(Math.abs((read?.value as number) - 10)).toBeLessThanOrEqual(0.75);
    expect(await test.hub.windows.read(path, 'last', undefined, START() + 50_500)).toMatchObject({
      newestAt: START() + 50_000,
    });
  });

  it('of samples that came evenly, figures of what is stored are within the deadband of those of all', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.double({ min: -2, max: 2, noNaN: true }), fc.constant(90)), {
          minLength: 3,
          maxLength: 200,
        }),
        fc.constantFrom(0.1, 0.5, 2),
        fc.constantFrom(5_000, 30_000, 600_000),
        fc.integer({ min: 2, max: 190 }),
        (values, deadband, maxMs, seconds) => {
          // A jump at the beginning shows how far apart samples came.
          const raw = [500, ...values].map((value, index) => ({ at: index * 1_000, value, quality: 192 }));
          const thinning = new Thinning<KeptSample>({ deadband, minMs: 0, maxMs });
          const stored = raw.flatMap((sample) => {
            const { before, stored: isStored } = thinning.take(sample);
            return [...(before === null ? [] : [before]), ...(isStored ? [sample] : [])];
          });
          const all = heldOut([...stored, ...(thinning.held === null ? [] : [thinning.held])], maxMs);
          const at = (raw.length - 1) * 1_000;
          for (const take of [...TAKES, 'count'] as const) {
            const [of, from] = [all, raw].map((samples) => windowValueOf(samples, take, seconds, at)?.value);
            const most = take === 'count' ? 0 : take === 'stddev' ? deadband * Math.SQRT2 : deadband;
            if (typeof of === 'number' && typeof from === 'number')
              expect(Math.abs(of - from)).toBeLessThanOrEqual(most + 1e-9);
            else expect(of).toBe(from);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('puts nothing into a silence', () => {
    const at = (seconds: number, value: number) => ({ at: seconds * 1_000, value, quality: 192 });
    const stored = [at(0, 1), at(1, 2), at(4, 3), at(100, 3)];
    expect(heldOut(stored, 60_000).map((sample) => sample.at / 1_000)).toEqual([0, 1, 2, 3, 4, 100]);
  });
});
