import { describe, expect, it } from 'vitest';
import { withGivenRenamed } from './rename-given.ts';

describe('an input or parameter by another name', () => {
  it.each([
    [
      'if value > 3.0 && input.value < 5.0 { `${value} x` }',
      'if temp > 3.0 && input.temp < 5.0 { `${temp} x` }',
    ],
    ['input["value"] + input?.value', 'input["temp"] + input?.temp'],
    ['"value" in input && !("value" !in input)', '"temp" in input && !("temp" !in input)'],
    ['#{ value: value, text: "value" } // value', '#{ value: temp, text: "value" } // value'],
    ['fn twice(value) { value * 2 } twice(value)', 'fn twice(value) { value * 2 } twice(temp)'],
    ['let value = value; value', 'let value = temp; value'],
    ['other.value + parameters.value', 'other.value + parameters.value'],
    ['if value > {', 'if temp > {'],
  ])('input: %s', (before, after) => {
    expect(withGivenRenamed(before, 'input', 'value', 'temp')).toBe(after);
  });

  it.each([
    ['parameters.limit + parameters["limit"]', 'parameters.high + parameters["high"]'],
    ['limit + input.limit + "limit"', 'limit + input.limit + "limit"'],
    ['let parameters = #{ limit: 1 }; parameters.limit', 'let parameters = #{ limit: 1 }; parameters.limit'],
  ])('parameter: %s', (before, after) => {
    expect(withGivenRenamed(before, 'parameter', 'limit', 'high')).toBe(after);
  });

  it('is refused where a variable would be meant instead', () => {
    expect(withGivenRenamed('let temp = 1; value + temp', 'input', 'value', 'temp')).toBeNull();
  });
});
