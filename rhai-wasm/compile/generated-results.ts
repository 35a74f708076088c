/** Makes parts of results that judging takes or refuses, for `generated-scripts.ts`. */
import type { Chance } from './chance.ts';
import type { Of } from './generated-sets.ts';

/** Reasons, right or wrong. */
export function oddReasons(chance: Chance, of: Of): string {
  const text = (): string => chance.of(['"a"', `\`x \${${of('float')}}\``, of('text')]);
  const reason = (): string =>
    chance.of([
      text,
      () => `#{ ko: ${text()}, en: ${text()} }`,
      () => `if ${of('boolean')} { ${text()} } else { #{ ko: "가", en: ${text()} } }`,
      () => (chance.is(0.2) ? `#{ ko: "가", en: ${of('float')} }` : text()),
      () => (chance.is(0.2) ? of('float') : text()),
      () => (chance.is(0.2) ? `if ${of('boolean')} { "b" }` : text()),
    ])();
  return chance.of([
    () => `[${Array.from({ length: chance.below(3) }, reason).join(', ')}]`,
    reason,
    () => (chance.is(0.3) ? '()' : `[${reason()}]`),
    () => `if ${of('boolean')} { [${reason()}] } else { [${reason()}, ${reason()}] }`,
  ])();
}

/** Something that may leave or not. */
export function oddPart(chance: Chance, of: Of): string {
  const deep = (levels: number): string => '['.repeat(levels) + of('whole') + ']'.repeat(levels);
  return chance.of([
    () => of('whole'),
    () => `[${of('whole')}, #{ a: ${of('whole')} }]`,
    () => `if ${of('boolean')} { [${of('whole')}] } else { [] }`,
    () => (chance.is(0.3) ? '0..3' : of('float')),
    () => (chance.is(0.1) ? 'Fn("f0")' : of('text')),
    () => deep(12 + chance.below(6)),
    () => '9007199254740993',
    () => '-9007199254740992',
  ])();
}
