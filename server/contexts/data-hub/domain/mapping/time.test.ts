import { textOfReason } from '../../../../../shared/contract/reasons.ts';
import { describe, expect, it } from 'vitest';
import type { TimeRule } from '../../../../../shared/contract/topic-mappings.ts';
import { faultsOfTime, timeReader } from './time.ts';

const NOW = Date.UTC(2026, 10, 28, 12);
type Rule = Omit<TimeRule, 'path'>;
const read = (rule: Rule, raw: unknown) => timeReader({ path: '$.t', ...rule })(raw, NOW);
const iso = (rule: Rule, raw: unknown) => {
  const time = read(rule, raw);
  return time.ok ? new Date(time.at).toISOString() : textOfReason(time.reason, 'en');
};

describe('time in a payload', () => {
  it.each<[Rule, unknown, string]>([
    [{ format: 'iso' }, '2026-11-28T10:00:00+09:00', '2026-11-28T01:00:00.000Z'],
    [{ format: 'iso' }, 1_795_860_000_123, '2026-11-28T10:00:00.123Z'],
    [{ format: 'epochSeconds' }, 1_795_860_000.5, '2026-11-28T10:00:00.500Z'],
    [{ format: 'epochSeconds' }, '1795860000', '2026-11-28T10:00:00.000Z'],
    [{ format: 'epochMilliseconds' }, '1795860000123', '2026-11-28T10:00:00.123Z'],
    [{ format: 'epochMicroseconds' }, 1_795_860_000_123_456, '2026-11-28T10:00:00.123Z'],
    [{ format: 'epochNanoseconds' }, '1795860000123456789', '2026-11-28T10:00:00.123Z'],
    [{ format: 'local', zone: 'Asia/Seoul' }, '2026-11-28 10:00:00,25', '2026-11-28T01:00:00.250Z'],
    [{ format: 'local', zone: 'Europe/Berlin' }, '2026-07-01T10:00', '2026-07-01T08:00:00.000Z'],
    // Clocks put back: the first of the two; put forward: as if they had not been.
    [{ format: 'local', zone: 'Europe/Berlin' }, '2026-10-25T02:30:00', '2026-10-25T00:30:00.000Z'],
    [{ format: 'local', zone: 'Europe/Berlin' }, '2026-03-29T02:30:00', '2026-03-29T01:30:00.000Z'],
    [
      { format: 'custom', custom: 'dd.MM.yyyy HH:mm:ss', zone: 'Asia/Seoul' },
      '28.11.2026 10:00:00',
      '2026-11-28T01:00:00.000Z',
    ],
    [
      { format: 'custom', custom: 'yyyyMMddHHmmssSSS', zone: 'UTC' },
      20261128100000,
      'time 20261128100000 does not have the format yyyyMMddHHmmssSSS',
    ],
    [{ format: 'custom', custom: 'yyyyMMddHHmmss', zone: 'UTC' }, 20261128100000, '2026-11-28T10:00:00.000Z'],
    [
      { format: 'custom', custom: 'yy.MM.dd a h:mm:ss', zone: 'Asia/Seoul' },
      '26.11.28 오후 9:00:05',
      '2026-11-28T12:00:05.000Z',
    ],
    [
      { format: 'custom', custom: 'M/d/yyyy hh:mm a', zone: 'UTC' },
      '11/2/2026 12:05 AM',
      '2026-11-02T00:05:00.000Z',
    ],
    [{ format: 'local', zone: 'Asia/Seoul' }, '2026/11/28 09:00:00', '2026-11-28T00:00:00.000Z'],
    [{ format: 'custom', custom: 'M/d/yyyy H:m', zone: 'UTC' }, '1/2/2026 9:05', '2026-01-02T09:05:00.000Z'],
    [
      { format: 'custom', custom: "yyyy/MM/dd'T'HH:mm:ss.SSS XXX" },
      '2026/11/28T10:00:00.007 +09:00',
      '2026-11-28T01:00:00.007Z',
    ],
    [
      { format: 'custom', custom: 'yyyy-MM-dd HH:mm XXX' },
      '2026-02-30 10:00 Z',
      'time "2026-02-30 10:00 Z" does not exist',
    ],
  ])('%j reads %j as %s', (rule, raw, expected) => {
    expect(iso(rule, raw)).toBe(expected);
  });

  it.each<[Rule, unknown, RegExp]>([
    [{ format: 'iso' }, '2026-11-28T10:00:00', /has no zone/],
    [{ format: 'iso' }, { a: 1 }, /neither ISO 8601/],
    [{ format: 'epochSeconds' }, 'soon', /not a number/],
    [{ format: 'epochSeconds' }, 1_795_860_000_000, /a year ahead/],
    [{ format: 'epochMilliseconds' }, 1_795_860_000, /before 2000.*looks like seconds/],
    [{ format: 'local', zone: 'UTC' }, '2026-11-28T25:00:00', /does not exist/],
    [{ format: 'local', zone: 'UTC' }, 5, /no local time/],
  ])('%j refuses %j', (rule, raw, reason) => {
    expect(iso(rule, raw)).toMatch(reason);
  });

  it.each<[Rule, string]>([
    [{ format: 'local' }, 'zone'],
    [{ format: 'local', zone: 'Mars/Olympus' }, 'zone'],
    [{ format: 'custom' }, 'custom'],
    [{ format: 'custom', custom: 'yyyy-MM-dd', zone: 'UTC' }, 'custom'],
    [{ format: 'custom', custom: 'yyyy-MM-dd HH:mm:ss a', zone: 'UTC' }, 'custom'],
    [{ format: 'custom', custom: 'yyyy-MM-dd hh:mm:ss', zone: 'UTC' }, 'custom'],
    [{ format: 'custom', custom: 'yyyy-MM-dd hh:mm HH a', zone: 'UTC' }, 'custom'],
    [{ format: 'custom', custom: 'yyyy-MM-dd HH:mm HH', zone: 'UTC' }, 'custom'],
    [{ format: 'custom', custom: "yyyy-MM-dd HH:mm 'o", zone: 'UTC' }, 'custom'],
    [{ format: 'custom', custom: 'yyyy-MM-dd HH:mm' }, 'zone'],
  ])('%j has a fault in %s', (rule, field) => {
    expect(faultsOfTime({ path: '$.t', ...rule }).map((fault) => fault.field)).toEqual([field]);
  });
});
