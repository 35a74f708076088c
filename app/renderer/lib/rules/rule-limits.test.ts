import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rulesetManifestSchema } from '../../../../shared/contract/rules.ts';
import { limitsOfTag } from './rule-limits.ts';

const SHIPPED = new URL('../../../../server/contexts/rules/shipped/', import.meta.url);

function shipped(id: string) {
  const read = (file: string): string => readFileSync(new URL(`${id}/${file}`, SHIPPED), 'utf8');
  const manifest = rulesetManifestSchema.parse(JSON.parse(read('ruleset.json')));
  return { id, manifest, source: read('rules.rhai') };
}

describe('limits of the rules that read a tag', () => {
  it('are found in the shipped rules, with what they mean', () => {
    const { manifest, ...press } = shipped('press-thermal');
    const limits = limitsOfTag('s/a/l/press-1/temperature', [{ ...press, manifest }]);
    expect(limits.map(({ verdict, severity, side, value }) => [verdict, severity, side, value])).toEqual([
      ['OVERHEAT', manifest.verdicts['OVERHEAT'], 'above', manifest.parameters['overheat_temperature']],
      ['WATCH', manifest.verdicts['WATCH'], 'above', manifest.parameters['watch_temperature']],
    ]);
  });

  it('count on both sides of a range, and with a value that may be missing', () => {
    const sensor = shipped('sensor-health');
    const sides = (tag: string) => limitsOfTag(`s/a/l/pump-1/${tag}`, [sensor]).map(({ side }) => side);
    expect(sides('temperature')).toEqual(expect.arrayContaining(['above', 'below']));
    expect(sides('vibration_velocity')).toEqual(['above']);
  });

  it('are not claimed where more must be so, nor for what is made of the tag', () => {
    const { manifest, ...press } = shipped('press-thermal');
    const source = press.source.replaceAll('if temperature >=', 'if mode == "auto" && temperature >=');
    expect(limitsOfTag('s/a/l/press-1/temperature', [{ ...press, manifest, source }])).toEqual([]);
    expect(limitsOfTag('s/a/l/press-1/pressure', [{ ...press, manifest }])).toEqual([]);
  });
});
