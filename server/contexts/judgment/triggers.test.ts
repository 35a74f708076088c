import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { Judgment } from '../../../shared/contract/judgment.ts';
import { NOON, openTestCore, type TestCore } from '../../../tests/support/test-core.ts';
import type { TestRuleset } from '../../../tests/support/rulesets.ts';
import { eventually } from '../../../tests/support/eventually.ts';

/** What makes a bound ruleset be judged, with the real hub, store and rule workers on clocks of the test. */
let station: TestCore;
beforeEach(async () => {
  station = await openTestCore();
});
afterEach(() => station.close());

const PRESS = 'site/area/line-1/press-1';
const MILL = 'site/area/line-1/mill-1';
const heat = { name: 'heat', type: 'number', tag: '*/*/*/press*/heat' };
const hot = (more: Partial<TestRuleset> = {}): TestRuleset => ({
  id: 'hot',
  source: '#{ verdict: if heat > 80.0 { "BAD" } else { "OK" } }',
  inputs: [heat],
  trigger: { kind: 'change' },
  manifest: { cacheSeconds: 0 },
  ...more,
});
/** Of our ruleset alone, by time: the shipped ones judge what they find too, and two workers end in any order. */
const ours = (judgments: readonly Judgment[]) =>
  judgments
    .filter((judgment) => judgment.ruleset.id === 'hot')
    .sort((a, b) => (`${a.at} ${a.id}` < `${b.at} ${b.id}` ? -1 : 1));

describe('bindings', () => {
  it('judges every machine of a pattern by its own values', async () => {
    await station.add(hot());
    const { judgments, settle } = station.triggers();
    await station.value(`${PRESS}/heat`, 90);
    await station.value('site/area/line-2/press-9/heat', 20);
    await station.value(`${MILL}/heat`, 99);
    await settle();
    expect(ours(judgments).map(({ verdict, context }) => [context?.equipment, verdict])).toEqual([
      [PRESS, 'BAD'],
      ['site/area/line-2/press-9', 'OK'],
    ]);
    expect(ours(judgments)[0]).toMatchObject({ trigger: 'change', context: { line: 'line-1' } });
  });

  it('takes up a tag that appears later, of the machine and of a named place', async () => {
    const inputs = [
      heat,
      { name: 'load', type: 'number', tag: `${MILL}/load` },
      { name: 'mode', type: 'text', tag: '*/*/*/press*/mode', optional: true },
    ];
    await station.add(hot({ inputs, source: '#{ verdict: "OK", reasons: [`${load} ${mode ?? "-"}`] }' }));
    const { judgments, settle } = station.triggers();
    await station.value(`${PRESS}/heat`, 1);
    await settle();
    await station.value(`${MILL}/load`, 7);
    await settle();
    await station.value(`${PRESS}/mode`, 'auto');
    await settle();
    expect(ours(judgments).map(({ holdCause, reasons }) => holdCause ?? reasons[0])).toEqual([
      'INPUT_MISSING',
      '7.0 -',
      '7.0 auto',
    ]);
  });

  it('takes up the tags of a ruleset at home on one machine, in any order', async () => {
    const inputs = [
      { name: 'heat', type: 'number', tag: `${PRESS}/heat` },
      { name: 'load', type: 'number', tag: `${MILL}/load` },
    ];
    await station.add(hot({ inputs }));
    const { judgments, settle } = station.triggers();
    await station.value(`${MILL}/load`, 7);
    await settle();
    await station.value(`${PRESS}/heat`, 90);
    await settle();
    expect(ours(judgments).map(({ verdict, context }) => [context?.equipment, verdict])).toEqual([
      [PRESS, 'HOLD'],
      [PRESS, 'BAD'],
    ]);
  });

  it('judges by a new version from its activation on', async () => {
    await station.add(hot());
    const { judgments, settle } = station.triggers();
    await station.value(`${PRESS}/heat`, 90);
    await settle();
    await station.add(hot({ source: '#{ verdict: "OK" }' }));
    station.pass(1);
    await station.value(`${PRESS}/heat`, 91);
    await settle();
    expect(ours(judgments).map(({ verdict, ruleset }) => [ruleset.version, verdict])).toEqual([
      [1, 'BAD'],
      [2, 'OK'],
    ]);
  });
});

describe('change', () => {
  const debounced = (debounceMs: number) => hot({ trigger: { kind: 'change', debounceMs } });

  it('judges values of one span together, as of the newest, however fast they come', async () => {
    // Spans that the clock does not close, however slow the machine.
    await station.add(debounced(20_000));
    const { judgments, settle, triggers } = station.triggers();
    // A recording of a quiet time, one value every 5 s of its own time, all at once.
    const start = NOON - 86_400_000;
    for (let index = 0; index < 40; index += 1) {
      void station.value(`${PRESS}/heat`, 60 + index, { at: start + index * 5_000 });
    }
    await settle();
    await triggers.close();
    const times = ours(judgments).map(({ at, evidence }) => [
      (Date.parse(at) - start) / 5_000,
      evidence[0]?.value,
    ]);
    // Spans of 20 s: 0–3, 4–7, …; each judged as of its newest value and by that value.
    expect(times).toEqual(Array.from({ length: 10 }, (_, span) => [span * 4 + 3, 60 + span * 4 + 3]));
  });

  it('gives the same judgments for a recording whether it comes at once or in pieces', async () => {
    await station.add(debounced(20_000));
    let machine = 0;
    const gaps = fc.array(fc.integer({ min: 1, max: 28_000 }), { minLength: 1, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(
        gaps,
        fc.array(fc.boolean(), { minLength: 25, maxLength: 25 }),
        async (gap, pauses) => {
          const seen: (string | undefined)[][] = [];
          for (const inPieces of [false, true]) {
            const { judgments, settle, triggers } = station.triggers();
            const equipment = `site/area/line-1/press-${(machine += 1)}`;
            let at = NOON - 86_400_000;
            for (const [index, step] of gap.entries()) {
              const committed = station.value(`${equipment}/heat`, index, { at: (at += step) });
              if (inPieces && pauses[index]) await committed;
            }
            await settle();
            await triggers.close();
            const own = ours(judgments).filter(({ context }) => context?.equipment === equipment);
            seen.push(own.map((judgment) => `${judgment.at} ${String(judgment.evidence[0]?.value)}`));
          }
          expect(seen[1]).toEqual(seen[0]);
        },
      ),
      { numRuns: 12 },
    );
  });

  it('closes a span by the clock where nothing more comes', async () => {
    await station.add(debounced(300));
    const { judgments } = station.triggers();
    const from = performance.now();
    await station.value(`${PRESS}/heat`, 90);
    await eventually(() => expect(ours(judgments)).toHaveLength(1));
    // Timers count whole milliseconds, so they may be one early.
    expect(performance.now() - from).toBeGreaterThanOrEqual(299);
  });

  it('judges an open span when the station stops, and by the version active then', async () => {
    await station.add(debounced(3_600_000));
    const { judgments, settle, triggers } = station.triggers();
    await station.value(`${PRESS}/heat`, 90);
    await station.add({ ...debounced(3_600_000), source: '#{ verdict: "OK" }' });
    await settle();
    expect(ours(judgments)).toEqual([]);
    await triggers.close();
    expect(ours(judgments).map(({ ruleset }) => ruleset.version)).toEqual([2]);
  });

  it('is not caused by late data', async () => {
    await station.add(hot());
    const { judgments, settle } = station.triggers();
    await station.value(`${PRESS}/heat`, 60);
    await station.value(`${PRESS}/heat`, 90, { at: NOON - 5_000 });
    await settle();
    expect(ours(judgments)).toHaveLength(1);
  });

  it('is not caused by a clock far ahead, which would hide all later judgments', async () => {
    await station.add(hot());
    const { judgments, settle } = station.triggers();
    await station.value(`${PRESS}/heat`, 60, { at: NOON + 86_400_000 });
    await settle();
    expect(ours(judgments)).toEqual([]);
    station.pass(1);
    await station.value(`${PRESS}/heat`, 90);
    await settle();
    expect(ours(judgments).map(({ verdict }) => verdict)).toEqual(['BAD']);
  });

  it('judges a value by the windows of its own time', async () => {
    const inputs = [heat, { ...heat, name: 'mean', take: 'mean', windowSeconds: 10 }];
    await station.add(hot({ inputs, source: '#{ verdict: "OK", reasons: [`${mean}`] }' }));
    const { judgments, settle } = station.triggers();
    for (const [index, value] of [1, 2, 3].entries()) {
      void station.value(`${PRESS}/heat`, value, { at: NOON - 100_000 + index * 1_000 });
    }
    await settle();
    expect(ours(judgments).map(({ reasons }) => reasons[0])).toEqual(['1.0', '1.5', '2.0']);
  });
});

describe('interval and schedule', () => {
  it('judges bound machines every so often', async () => {
    await station.add(hot({ trigger: { kind: 'interval', everySeconds: 0.1 } }));
    const { judgments, triggers } = station.triggers();
    await station.value(`${PRESS}/heat`, 90);
    await station.core.hub.settled();
    await eventually(() => expect(ours(judgments).length).toBeGreaterThanOrEqual(3));
    await triggers.close();
    expect(ours(judgments)[0]).toMatchObject({ trigger: 'interval', verdict: 'BAD' });
    expect(ours(judgments)[0]?.at).toBe(new Date(station.now).toISOString());
  });

  it('judges by a cron line in its time zone', async () => {
    await station.add(hot({ trigger: { kind: 'schedule', cron: '* * * * * *', timezone: 'Asia/Seoul' } }));
    const { judgments, triggers } = station.triggers();
    await station.value(`${PRESS}/heat`, 90);
    await eventually(() => expect(ours(judgments).length).toBeGreaterThanOrEqual(1));
    await triggers.close();
    expect(ours(judgments)[0]).toMatchObject({ trigger: 'schedule', verdict: 'BAD' });
  });
});

describe('data that stops', () => {
  it('is judged once in each episode, as HOLD', async () => {
    await station.add(hot({ inputs: [{ ...heat, maxAgeSeconds: 30 }] }));
    const { judgments, settle } = station.triggers();
    const stale = () => ours(judgments).filter(({ trigger }) => trigger === 'stale');
    await station.value(`${PRESS}/heat`, 60);
    await settle();
    for (let episode = 1; episode <= 2; episode += 1) {
      station.pass(30_001);
      await eventually(() => expect(stale()).toHaveLength(episode));
      expect(stale().at(-1)).toMatchObject({ verdict: 'HOLD', holdCause: 'INPUT_STALE' });
      // The check comes round again without a second judgment.
      await new Promise((resolve) => setTimeout(resolve, 1_200));
      expect(stale()).toHaveLength(episode);
      await station.value(`${PRESS}/heat`, 61);
      await settle();
      expect(ours(judgments).at(-1)?.verdict).toBe('OK');
      await new Promise((resolve) => setTimeout(resolve, 1_200));
    }
  });
});

describe('more than can be judged at once', () => {
  const FLOOD = 2_000;

  it('is waited for by the source that sends it, and by no other', async () => {
    const slow = 'let n = 0; while n < 3000 { n += 1; } #{ verdict: "OK" }';
    await station.add(
      hot({ source: slow, manifest: { cacheSeconds: 0, limits: { operations: 1_000_000 } } }),
    );
    const { judgments, settle } = station.triggers();
    const { sources } = station.core.hub;
    await station.value(`${PRESS}/heat`, 0, { at: NOON - 1, source: 'calm' });
    const mad = 'site/area/line-2/press-9';
    for (let index = 0; index < FLOOD; index += 1)
      void station.value(`${mad}/heat`, index, { at: NOON + index, source: 'mad' });
    await eventually(() => expect(sources.flow('mad').behindSince).not.toBeNull());
    const madJudged = () => ours(judgments).filter(({ context }) => context?.equipment === mad).length;
    const before = madJudged();
    const calm = station.value(`${PRESS}/heat`, 1, { source: 'calm' });
    await eventually(() => {
      const judged = ours(judgments).filter(
        ({ context, at }) => context?.equipment === PRESS && at === new Date(NOON).toISOString(),
      );
      expect(judged).toHaveLength(1);
    });
    expect(madJudged() - before).toBeLessThan(FLOOD / 4);
    expect(madJudged()).toBeLessThan(FLOOD / 2);
    expect(sources.flow('calm').behindSince).toBeNull();
    await calm;
    await settle();
    expect(madJudged()).toBe(FLOOD);
    expect(sources.flow('mad')).toEqual({ waiting: 0, limitedSince: null, behindSince: null });
  });
});
