import type { RawRuleset } from '../../server/contexts/rules/index.ts';
import { rulesetOf } from './rulesets.ts';

/**
 * Two versions whose comparison takes all the time it is given: what they calculate from many inputs is the same, written otherwise, so
 * there is always more to try and nothing to be found.
 * @param bound inputs with a tag of this name of every machine `mill`; further ones come with requests only
 */
export function longToCompare(id: string, bound: readonly string[]): RawRuleset[] {
  const asked = Array.from({ length: 12 }, (_, at) => `free_${at}`);
  const inputs = [
    ...bound.map((name) => ({ name, type: 'number', tag: `*/*/*/mill/${name}` })),
    ...asked.map((name) => ({ name, type: 'number', optional: true })),
  ];
  const all = bound.join(' * ');
  return [all, bound.toReversed().join(' * ')].map((product) => {
    const rules = asked.map(
      (name, at) =>
        `if ${name} != () && ${name} * ${name} + sum > ${at}7.5 && sin(${name}) > 0.${at}1 { return #{ verdict: "BAD" }; }`,
    );
    return rulesetOf({
      ...{ id, inputs, trigger: { kind: 'change', debounceMs: 0 } },
      source: `let sum = ${product};\n${rules.join('\n')}\n#{ verdict: "OK" }`,
      verdicts: { OK: 'normal', BAD: 'high' },
    });
  });
}
