import { describe, expect, it } from 'vitest';
import { takeToken } from './access-token.ts';

describe('takeToken', () => {
  it('takes the token out of the fragment and leaves the route', () => {
    expect(takeToken('#token=abc_D-1')).toEqual({ token: 'abc_D-1', rest: '' });
    expect(takeToken('#/trends?token=abc')).toEqual({ token: 'abc', rest: '#/trends' });
    expect(takeToken('#/judgments?verdict=OK&token=abc')).toEqual({
      token: 'abc',
      rest: '#/judgments?verdict=OK',
    });
  });

  it('leaves other fragments alone', () => {
    expect(takeToken('#/health')).toEqual({ token: null, rest: '#/health' });
    expect(takeToken('')).toEqual({ token: null, rest: '' });
  });
});
