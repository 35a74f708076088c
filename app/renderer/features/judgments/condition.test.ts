import { describe, expect, it } from 'vitest';
import { conditionAt, conditionParts, unnamedValues } from './condition.ts';

const source = `// @rule zone-d
if velocity > border {
    return 1;
} else if velocity > 2.0 * parameters.limit
    && running {
    return 2;
}
let x = 5.0;`;

describe('conditionAt', () => {
  it('reads a condition on one or several lines', () => {
    expect(conditionAt(source, 2)).toBe('velocity > border');
    expect(conditionAt(source, 4)).toBe('velocity > 2.0 * parameters.limit && running');
    expect(conditionAt(source, 8)).toBe('let x = 5.0;');
  });

  it('knows nothing where there is no line', () => {
    expect(conditionAt(source, undefined)).toBeUndefined();
    expect(conditionAt(source, 99)).toBeUndefined();
  });
});

describe('conditionParts', () => {
  it('marks whole names with their values and leaves the rest', () => {
    const values = { velocity: 3.2, 'parameters.limit': 1.4, v: 9 };
    const parts = conditionParts('velocity > 2.0 * parameters.limit', values);
    expect(parts).toEqual([
      { kind: 'name', text: 'velocity', value: 3.2 },
      { kind: 'text', text: ' > 2.0 * ' },
      { kind: 'name', text: 'parameters.limit', value: 1.4 },
    ]);
    expect(unnamedValues(parts, values)).toEqual({ v: 9 });
  });

  it('leaves a text without known names whole', () => {
    expect(conditionParts('a > b', {})).toEqual([{ kind: 'text', text: 'a > b' }]);
  });
});
