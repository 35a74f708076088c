import { describe, expect, it } from 'vitest';
import { figureName, figureText } from './figure.ts';

describe('figures of a part', () => {
  it('are shown in the unit their name ends in', () => {
    expect(figureText('rssBytes', 3 * 1024 ** 2, 'en')).toBe('3 MiB');
    expect(figureText('writeP99Ms', 1.25, 'en')).toBe('1.3 ms');
    expect(figureText('uptimeSeconds', 75, 'ko')).toBe('1분 15초');
    expect(figureText('queued', 12345, 'en')).toBe('12,345');
    expect(figureText('url', 'mqtt://x', 'en')).toBe('mqtt://x');
    expect(figureText('oldest', '2026-11-28T03:00:00.000Z', 'en')).toMatch(/^2026-11-2[78] \d\d:\d\d:\d\d$/);
    expect(figureName('rssBytes')).toBe('rss');
    expect(figureName('queued')).toBe('queued');
  });
});
