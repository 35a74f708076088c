import { describe, expect, it } from 'vitest';
import { addressOf, isAppUrl, readRoute } from './address.ts';

describe('isAppUrl', () => {
  it('knows the pages of the app', () => {
    expect(isAppUrl('app://aif')).toBe(true);
    expect(isAppUrl('app://aif/')).toBe(true);
    expect(isAppUrl(addressOf('/trends?tags=a'))).toBe(true);
  });

  it.each([
    'app://aif.evil.example/',
    'app://other/',
    'https://aif/',
    'file:///app://aif/',
    'app://aif@evil/',
    '',
  ])('does not take %s for one', (url) => expect(isAppUrl(url)).toBe(false));
});

describe('readRoute', () => {
  it('takes paths of the app, also in Korean', () => {
    expect(readRoute('/')).toBe('/');
    expect(readRoute('/machine/공장/area/line/press1?tab=trend')).toBe(
      '/machine/공장/area/line/press1?tab=trend',
    );
  });

  it.each([
    'trends',
    '//evil.example',
    '/a b',
    '/a#b',
    '/a\\b',
    'https://evil.example',
    5,
    null,
    `/${'x'.repeat(2_001)}`,
  ])('refuses %s', (value) => expect(readRoute(value)).toBeNull());
});
