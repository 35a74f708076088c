import { expect, it } from 'vitest';
import { loadRhai } from '../../../../rhai-wasm/load-node.ts';
import { ruleset } from '../../../../tests/support/compared-versions.ts';
import { createMeaningEngine } from '../../../composition/meaning-engine.ts';
import { createRandom } from '../tests/input-search.ts';
import { conditionsOf } from './conditions.ts';
import { ledTo } from './led.ts';
import { Pair } from './pair.ts';
import { slicedOf } from './sliced.ts';
import { spaceOf } from './space.ts';

const engine = createMeaningEngine(await loadRhai());
const INPUTS = Array.from({ length: 60 }, (_, index) => ({ name: `m${index}`, type: 'number' }));
const VERDICTS = Object.fromEntries(['OK', 'V0', 'V1', 'V2', 'V3', 'V4'].map((word) => [word, 'low']));

/** 200 rules over 60 inputs, of which the one with a number has a limit a tenth higher. */
function rules(form: 'rules' | 'chains' | 'sums', moved: number) {
  const random = createRandom(7);
  const any = (most: number) => Math.floor(random() * most);
  const lines = Array.from({ length: 200 }, (_, rule) => {
    const [a, b, c] = [any(60), any(60), any(60)];
    const left = form === 'sums' ? `m${a} + m${b}` : `m${a}`;
    const condition = `${left} > ${any(400) - 200}.${rule === moved ? 1 : 0} && m${c} < ${any(400) - 200}.0`;
    const joint = form === 'chains' && rule % 8 > 0 ? 'else ' : '';
    return `${joint}if ${condition} { return #{ verdict: "V${rule % 5}" }; }`;
  });
  return ruleset(`${lines.join('\n')}\n#{ verdict: "OK" }`, INPUTS, { verdicts: VERDICTS });
}

function differencesLedTo(before: ReturnType<typeof rules>, after: ReturnType<typeof rules>): number {
  const space = spaceOf({ before: before.manifest, after: after.manifest }, new Set());
  const [one, other] = [before, after].map(({ manifest, source }) => engine.judge(manifest, source, space));
  if (!one || !other) throw new Error('no script');
  const pair = new Pair(one, other, space, () => 0);
  const run = ledTo(
    engine,
    pair,
    { before, after, given: [] },
    { sliced: slicedOf(engine, pair, { before, after }, () => false), isLate: () => false },
  );
  while (run.next().done !== true);
  for (const each of [one, other]) each.release();
  return pair.differences.size;
}

it.each(['rules', 'chains', 'sums'] as const)(
  'one limit in the middle of 200 %s is led to at once',
  (form) => {
    for (const moved of [20, 70])
      expect([moved, differencesLedTo(rules(form, -1), rules(form, moved)) > 0]).toEqual([moved, true]);
  },
);

it('of each condition it is known what goes into it and what keeps it from being looked at', () => {
  const { all, probe } = conditionsOf(
    ruleset(
      `let warm = temperature > parameters.limit;
       if warm { return #{ verdict: "A" }; }
       if pressure > 3.0 { if temperature < -2.5 { return #{ verdict: "B" }; } }
       else if pressure > 1_000.0 { throw "never"; }
       #{ verdict: "OK" }`,
      ['temperature', 'pressure'].map((name) => ({ name, type: 'number' })),
      { parameters: { limit: 40 } },
    ),
  );
  const facts = all.map(({ names, numbers, blockers }) => [[...names].sort().join(), numbers, blockers]);
  expect(facts).toEqual([
    ['parameters,temperature,warm', [40], []],
    ['pressure', [3], [0]],
    ['pressure,temperature', [-2.5, 2.5], [0]],
    ['pressure', [1_000], [0, 1, 2]],
  ]);
  expect(probe).not.toMatch(/return|throw|else/);
});
