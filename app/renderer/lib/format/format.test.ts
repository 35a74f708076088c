import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatInstant,
  formatLatency,
  formatNumber,
  formatSpan,
  formatUnit,
  formatValue,
  splitEquipment,
  textIn,
} from './format.ts';

const now = Date.parse('2026-07-14T05:00:00.000Z');

describe('formatInstant', () => {
  it('leaves out what now already says, in local time', () => {
    expect(formatInstant('2026-07-14T03:04:05.678Z', now, 'Asia/Seoul')).toBe('12:04:05');
    expect(formatInstant('2026-07-13T14:59:59.000Z', now, 'Asia/Seoul')).toBe('07-13 23:59:59');
    expect(formatInstant('2025-12-31T14:59:59.000Z', now, 'Asia/Seoul')).toBe('2025-12-31 23:59:59');
  });

  it('shows a dash for what is no time', () => {
    expect(formatInstant('yesterday', now)).toBe('–');
  });
});

describe('formatSpan', () => {
  it('uses the two largest units in each language', () => {
    expect(formatSpan(8_900, 'en')).toBe('8 s');
    expect(formatSpan(200_000, 'ko')).toBe('3분 20초');
    expect(formatSpan(2 * 3_600_000 + 5 * 60_000, 'en')).toBe('2 h 05 m');
    expect(formatSpan(4 * 86_400_000 + 3 * 3_600_000, 'ko')).toBe('4일 03시간');
  });

  it('never shows a negative age, whatever the clocks say', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (span) => !formatSpan(span, 'en').includes('-')),
    );
  });
});

describe('formatNumber', () => {
  it('keeps significant digits, not decimals', () => {
    expect(formatNumber(96.2, 'en')).toBe('96.2');
    expect(formatNumber(0.0123456, 'en')).toBe('0.01235');
    expect(formatNumber(1234567.8, 'en')).toBe('1,234,568');
    expect(formatNumber(0, 'en')).toBe('0');
    expect(formatNumber(1e-9, 'en')).toBe('1.00e-9');
    expect(formatNumber(Number.NaN, 'en')).toBe('NaN');
  });

  it('reads back within its precision', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-5, max: 1e9, noNaN: true }), (value) => {
        const back = Number(formatNumber(value, 'en').replaceAll(',', ''));
        return Math.abs(back - value) <= Math.max(0.5, value) * 1e-3;
      }),
    );
  });
});

describe('values, units, names', () => {
  it('shows what a source sent, and a dash for nothing', () => {
    expect(formatValue(null, 'ko')).toBe('–');
    expect(formatValue(false, 'ko')).toBe('거짓');
    expect(formatValue('auto', 'en')).toBe('auto');
    expect(formatUnit('Cel')).toBe('°C');
    expect(formatUnit('bar')).toBe('bar');
    expect(formatBytes(1536, 'en')).toBe('1.5 KiB');
    expect(formatLatency(0.4218, 'en')).toBe('0.42 ms');
    expect(formatLatency(1400, 'ko')).toBe('1.4 초');
    expect(textIn({ ko: '과열', en: 'Overheating' }, 'ko')).toBe('과열');
    expect(splitEquipment('seoul/press/line-1/press-1').equipment).toBe('press-1');
  });
});
