import { describe, expect, it } from 'vitest';
import { rulesetManifestSchema } from '../../../../shared/contract/rules.ts';
import { inputsOfTag, unitOfTag } from './tag-inputs.ts';

const manifest = rulesetManifestSchema.parse({
  id: 'press-thermal',
  name: { ko: '프레스 열', en: 'Press thermal' },
  inputs: [
    {
      name: 'slope',
      type: 'number',
      unit: 'Cel/s',
      tag: '*/*/*/press*/temperature',
      take: 'slope',
      windowSeconds: 600,
    },
    { name: 'temperature', type: 'number', unit: 'Cel', tag: '*/*/*/press*/temperature' },
    { name: 'count', type: 'number' },
  ],
  trigger: { kind: 'change' },
  verdicts: { OK: 'normal' },
});

describe('inputsOfTag', () => {
  it('finds every input a tag feeds, by part', () => {
    const names = (path: string) => inputsOfTag(path, [manifest]).map(({ input }) => input.name);
    expect(names('s/a/l/press-1/temperature')).toEqual(['slope', 'temperature']);
    expect(names('s/a/l/pump-1/temperature')).toEqual([]);
    expect(names('s/a/l/press-1/temperature/x')).toEqual([]);
    expect(names('s/a/l/press/x/temperature')).toEqual([]);
  });

  it('takes the unit from the value, not from its slope', () => {
    expect(unitOfTag(inputsOfTag('s/a/l/press-1/temperature', [manifest]))).toBe('Cel');
    expect(unitOfTag([])).toBeUndefined();
  });
});
