import { expect, it } from 'vitest';
import { rulesetManifestSchema } from '../../../../shared/contract/rules.ts';
import { rulesetOf } from '../../../../tests/support/rulesets.ts';
import { warningsOfSwitches } from './switch-arms.ts';

const inputs = [
  { name: 'x', type: 'number' },
  { name: 'mode', type: 'text' },
];

/** Of a script whose switch begins in its first column. */
function armsWarned(source: string, condition = 'x'): (string | undefined)[] {
  const manifest = rulesetManifestSchema.parse(rulesetOf({ id: 'any', source, inputs }).manifest);
  const rules = [{ kind: 'switch' as const, line: 1, column: 1, source: condition }];
  return warningsOfSwitches(manifest, source, rules).map(
    ({ message }) => /whole number (\S+)/.exec(message)?.[1],
  );
}

it.each([
  ['switch x { 8 => "BAD", _ => "OK" }', ['8']],
  ['switch x {\n  0..10 => f(1, 2),\n  // 7 => no\n  -1 | 20 if mode == "a" => { "5" }\n  _ => 1\n}', ['-1']],
  ['switch x { 0..10 => switch y { 1 => 2, _ => 3 }, 8.0 => 1, _ => "1 => 2" }', []],
  ['switch x { 0..=8 => "BAD", _ => "OK" } let m = #{ a: 8 };', []],
  ['switch x', []],
])('%s', (source, arms) => {
  expect(armsWarned(source)).toEqual(arms);
});

it('only of inputs that are numbers, read by name or through the map', () => {
  const source = 'switch input.x { 8 => "BAD", _ => "OK" }';
  expect(armsWarned(source, 'input.x')).toEqual(['8']);
  expect(armsWarned('switch mode { 8 => "BAD", _ => "OK" }', 'mode')).toEqual([]);
});
