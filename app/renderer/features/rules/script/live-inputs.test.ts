import { describe, expect, it } from 'vitest';
import type { Tag } from '../../../../../shared/contract/data-hub.ts';
import type { Evidence, Judgment } from '../../../../../shared/contract/judgment.ts';
import { rulesetManifestSchema } from '../../../../../shared/contract/rules.ts';
import { liveInputs } from './live-inputs.ts';

const manifest = rulesetManifestSchema.parse({
  id: 'press',
  name: { ko: '프레스', en: 'Press' },
  inputs: [
    { name: 'temperature', type: 'number', unit: 'Cel', tag: '*/*/*/press*/temperature' },
    { name: 'slope', type: 'number', tag: '*/*/*/press*/temperature', take: 'slope', windowSeconds: 60 },
    { name: 'running', type: 'boolean', tag: '*/*/*/press*/running', optional: true },
  ],
  trigger: { kind: 'change' },
  verdicts: { NORMAL: 'normal' },
});

const tag = (path: string, value: number | boolean | null): Tag =>
  ({ path, last: value === null ? null : { value } }) as unknown as Tag;
const judged = (evidence: readonly Partial<Evidence>[]): Judgment =>
  ({ evidence, context: { equipment: 'a/b/c/press-1' } }) as unknown as Judgment;
const shown = (...args: Parameters<typeof liveInputs>) =>
  liveInputs(...args).map(({ name, live }) => [name, live?.text, live?.source]);

describe('the inputs of a script', () => {
  it('are as the newest judgment saw them', () => {
    const newest = judged([
      { name: 'temperature', value: 91.5, source: 'tag', tag: 'a/b/c/press-1/temperature' },
      { name: 'slope', value: 0.02, source: 'tag' },
      { name: 'running', value: null, source: 'absent' },
    ]);
    expect(shown(manifest, newest, [tag('a/b/c/press-1/temperature', 1)], 'en')).toEqual([
      ['temperature', '91.5', 'a/b/c/press-1/temperature'],
      ['slope', '0.02', 'a/b/c/press-1'],
      ['running', undefined, undefined],
    ]);
  });

  it('are the values of tags where nothing has been judged, but no slope is made of one', () => {
    const tags = [
      tag('a/b/c/mill/temperature', 5),
      tag('a/b/c/press-1/temperature', null),
      tag('a/b/c/press-2/temperature', 80),
    ];
    expect(shown(manifest, undefined, [...tags, tag('a/b/c/press-2/running', true)], 'ko')).toEqual([
      ['temperature', '80', 'a/b/c/press-2/temperature'],
      ['slope', undefined, undefined],
      ['running', '참', 'a/b/c/press-2/running'],
    ]);
  });
});
