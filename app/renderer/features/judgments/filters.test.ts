import { describe, expect, it } from 'vitest';
import { filterSearch, isTurned, localInputValue, NO_FILTERS, parseFilters, queryOf } from './filters.ts';

const now = Date.parse('2026-07-14T05:00:30.500Z');

describe('filters in the address', () => {
  it('come back as they were', () => {
    const search =
      'span=shift&ruleset=press-thermal&equipment=s%2Fa%2Fl%2Fpress-1&verdict=OVERHEAT&least=medium&changes=1';
    const filters = parseFilters(new URLSearchParams(search));
    expect(filters).toMatchObject({
      span: 'shift',
      equipment: 's/a/l/press-1',
      least: 'medium',
      changes: true,
    });
    expect(filterSearch(filters).toString()).toBe(search);
    expect(filterSearch(NO_FILTERS).toString()).toBe('');
  });

  it('ignore what cannot be read', () => {
    const filters = parseFilters(new URLSearchParams('span=century&least=awful&from=yesterday'));
    expect(filters).toEqual(NO_FILTERS);
  });

  it('take own times before a span', () => {
    const filters = parseFilters(new URLSearchParams('span=day&from=2026-07-01T00:00:00Z'));
    expect(filters).toMatchObject({ span: 'custom', from: '2026-07-01T00:00:00.000Z' });
  });
});

describe('queryOf', () => {
  it('asks for everything without filters', () => {
    expect(queryOf(NO_FILTERS, now)).toEqual({});
  });

  it('begins a span on a whole minute, so that asking twice is one request', () => {
    const filters = { ...NO_FILTERS, span: 'hour' as const };
    expect(queryOf(filters, now)).toEqual({ from: '2026-07-14T04:00:00.000Z' });
    expect(queryOf(filters, now + 20_000)).toEqual(queryOf(filters, now));
  });

  it('knows a period whose end is before its beginning', () => {
    const turned = (search: string) => isTurned(parseFilters(new URLSearchParams(search)));
    expect(turned('from=2026-07-02T00:00:00Z&to=2026-07-01T00:00:00Z')).toBe(true);
    expect(turned('from=2026-07-01T00:00:00Z&to=2026-07-01T00:00:00Z')).toBe(false);
    expect(turned('from=2026-07-02T00:00:00Z')).toBe(false);
    expect(turned('span=day')).toBe(false);
  });

  it('passes own times and the rest on', () => {
    const filters = parseFilters(
      new URLSearchParams('from=2026-07-01T00:00:00Z&to=2026-07-02T00:00:00Z&least=high&verdict=X'),
    );
    expect(queryOf(filters, now)).toEqual({
      from: '2026-07-01T00:00:00.000Z',
      to: '2026-07-02T00:00:00.000Z',
      minSeverity: 'high',
      verdict: 'X',
    });
  });
});

describe('localInputValue', () => {
  it('is the same moment when read as local time', () => {
    expect(new Date(localInputValue('2026-07-14T05:00:00.000Z')).toISOString()).toBe(
      '2026-07-14T05:00:00.000Z',
    );
    expect(localInputValue(undefined)).toBe('');
  });
});
