import { describe, expect, it } from 'vitest';
import chartsEn from '../../i18n/en/charts.json';
import trendsEn from '../../i18n/en/trends.json';
import chartsKo from '../../i18n/ko/charts.json';
import trendsKo from '../../i18n/ko/trends.json';

/** Names of all texts, plural forms as one. */
function namesOf(texts: object, prefix = ''): string[] {
  return Object.entries(texts).flatMap(([name, text]) => {
    const path = `${prefix}${name.replace(/_(one|other)$/, '')}`;
    return typeof text === 'object' && text !== null ? namesOf(text, `${path}.`) : [path];
  });
}

describe('texts', () => {
  it('are complete in both languages', () => {
    expect(new Set(namesOf(trendsKo))).toEqual(new Set(namesOf(trendsEn)));
    expect(new Set(namesOf(chartsKo))).toEqual(new Set(namesOf(chartsEn)));
  });
});
