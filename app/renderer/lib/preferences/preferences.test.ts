import { describe, expect, it } from 'vitest';
import { DEFAULT_PREFERENCES, parsePreferences } from './schema.ts';

describe('parsePreferences', () => {
  it('gives the defaults when nothing or rubbish is stored', () => {
    expect(parsePreferences(null)).toEqual(DEFAULT_PREFERENCES);
    expect(parsePreferences('{')).toEqual(DEFAULT_PREFERENCES);
    expect(parsePreferences('7')).toEqual(DEFAULT_PREFERENCES);
  });

  it('keeps what is right when one value is wrong', () => {
    expect(parsePreferences('{"theme":"pink","language":"en","density":"compact"}')).toEqual({
      ...DEFAULT_PREFERENCES,
      language: 'en',
      density: 'compact',
    });
  });
});
