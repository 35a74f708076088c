import { expect, it } from 'vitest';
import { withGivenNamed } from './rename-given.ts';

const MANIFEST = {
  id: 'oven',
  inputs: [{ name: 'value', type: 'number' }],
  parameters: { limit: 80, low: 2 },
};
const TABLE = {
  hitPolicy: 'first',
  columns: [
    { expression: 'value', type: 'number' },
    { expression: 'value * 2.0', type: 'number' },
    { expression: 'mode', type: 'text' },
  ],
  outputs: [{ name: 'score', type: 'number' }],
  rows: [
    {
      when: ['> limit', '[low..limit]', 'limit'],
      verdict: 'HIGH',
      reason: { ko: '{value} > {limit}', en: '{value} above {limit}' },
      outputs: ['limit'],
    },
  ],
};
const TESTS = [{ name: 'value', input: { value: 3 }, expect: { verdict: 'HIGH' } }];

const texts = (table?: object) => ({
  manifest: JSON.stringify({ ...MANIFEST, ...(table && { table }) }),
  source: 'if value > parameters.limit { return #{ verdict: "HIGH" }; } #{ verdict: "OK" }',
  tests: JSON.stringify(TESTS),
});

it('an input is renamed in settings, script and tests', () => {
  const { manifest = '', source, tests = '' } = withGivenNamed(texts(), 'input', 'value', 'temperature');
  expect(JSON.parse(manifest)).toMatchObject({
    inputs: [{ name: 'temperature' }],
    parameters: { limit: 80 },
  });
  expect(source).toContain('if temperature > parameters.limit');
  expect(JSON.parse(tests)).toEqual([{ ...TESTS[0], input: { temperature: 3 } }]);
});

it('an input is renamed in a decision table, from which the script is made', () => {
  const { manifest = '', source } = withGivenNamed(texts(TABLE), 'input', 'value', 'temperature');
  const { table } = JSON.parse(manifest) as { table: typeof TABLE };
  expect(table.columns.map(({ expression }) => expression)).toEqual([
    'temperature',
    'temperature * 2.0',
    'mode',
  ]);
  expect(table.rows[0]).toEqual({
    ...TABLE.rows[0],
    reason: { ko: '{temperature} > {limit}', en: '{temperature} above {limit}' },
  });
  expect(source).toBeUndefined();
});

it('a parameter is renamed in settings, script and cells of numbers', () => {
  const { manifest = '', source, tests } = withGivenNamed(texts(), 'parameter', 'limit', 'high');
  expect(JSON.parse(manifest)).toMatchObject({ parameters: { high: 80, low: 2 } });
  expect(source).toContain('value > parameters.high');
  expect(tests).toBeUndefined();
  const { table } = JSON.parse(withGivenNamed(texts(TABLE), 'parameter', 'limit', 'high').manifest ?? '') as {
    table: typeof TABLE;
  };
  expect(table.rows[0]).toEqual({
    ...TABLE.rows[0],
    when: ['> high', '[low..high]', 'limit'],
    reason: { ko: '{value} > {high}', en: '{value} above {high}' },
    outputs: ['high'],
  });
});

it('what cannot be read stays as it is', () => {
  expect(withGivenNamed({ ...texts(), manifest: '{' }, 'input', 'value', 'x')).toEqual({});
  const { tests } = withGivenNamed({ ...texts(), tests: '[{' }, 'input', 'value', 'x');
  expect(tests).toBeUndefined();
});
