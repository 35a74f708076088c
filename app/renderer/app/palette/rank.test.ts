import { describe, expect, it } from 'vitest';
import type { PaletteEntry, PaletteGroup } from './entries.ts';
import { rank } from './rank.ts';

const entry = (id: string, label: string, detail?: string): PaletteEntry => ({
  id,
  label,
  ...(detail === undefined ? {} : { detail }),
  icon: 'search',
  onSelect: () => undefined,
});
const machine = (name: string, line: string) =>
  entry(`demo/${line.replace(' › ', '/')}/${name}`, name, `demo › ${line}`);

const GROUPS: readonly PaletteGroup[] = [
  { heading: 'pages', entries: [entry('page overview', '현황'), entry('page trends', '추세')] },
  {
    heading: 'machines',
    entries: [
      machine('compressor-1', 'press-shop › line-1'),
      machine('press-2', 'press-shop › line-1'),
      machine('inspection-2', 'machining › line-2'),
    ],
  },
  {
    heading: 'rulesets',
    entries: [entry('ruleset bearing-vibration', '베어링 진동 (ISO 20816-3)', 'bearing-vibration')],
  },
  {
    heading: 'commands',
    entries: [entry('theme dark', '테마: 어둡게'), entry('language en', '언어: English')],
  },
];

const found = (search: string) =>
  rank(GROUPS, search).flatMap(({ entries }) => entries.map(({ label }) => label));

describe('rank', () => {
  it('keeps everything in its order while nothing is typed', () => {
    expect(rank(GROUPS, ' ')).toEqual(GROUPS);
  });

  it('finds only what has the letters as they were typed', () => {
    expect(found('English')).toEqual(['언어: English']);
    expect(found('dark')).toEqual(['테마: 어둡게']);
    expect(found('그런 것은 없다')).toEqual([]);
  });

  it('puts what is called so before what merely is there, also across groups', () => {
    expect(found('press')).toEqual(['press-2', 'compressor-1']);
    expect(found('추세')).toEqual(['추세']);
    expect(found('2')[0]).toBe('press-2');
  });

  it('wants every word, in any order', () => {
    expect(found('line-2 insp')).toEqual(['inspection-2']);
    expect(found('line-1 insp')).toEqual([]);
  });

  it('finds Korean while a syllable is still being typed', () => {
    for (const typed of ['지', '진', '진ㄷ', '진도', '진동'])
      expect(found(typed)[0]).toBe('베어링 진동 (ISO 20816-3)');
  });
});
