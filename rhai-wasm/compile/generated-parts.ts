/** Makes statements that change parts of maps, lists and texts, for `generated-scripts.ts`. */
import type { Chance } from './chance.ts';
import type { Of } from './generated-sets.ts';

/** A variable with parts, changes of them under conditions and in loops, and a question about what came about. */
export function partStatements(chance: Chance, of: Of, name: string): string {
  const [declaration, change] = chance.of([ofMap, ofList, ofText])(chance, of, name);
  const one = (): string => {
    const changes = Array.from({ length: 1 + chance.below(2) }, change).join(' ');
    if (chance.is(0.06)) return `for i in 0..${chance.below(4)} { ${changes} }`;
    if (chance.is(0.05)) return `for (item, i) in [${of('float')}, ${of('float')}] { ${changes} }`;
    return chance.is(0.6) ? `if ${of('boolean')} { ${changes} }` : changes;
  };
  return [declaration, ...Array.from({ length: 1 + chance.below(3) }, one)].join(' ');
}

type Kind = (chance: Chance, of: Of, name: string) => readonly [declaration: string, change: () => string];

const TYPES = ['float', 'whole', 'boolean', 'text'] as const;

const operator = (chance: Chance): string => chance.of(['=', '=', '+=', '-=', '*=', '/=']);

const ofMap: Kind = (chance, of, name) => [
  `let ${name} = #{ x: ${of('float')}, n: ${of('whole')}, t: ${of('text')}, l: [], part: #{ y: ${of('float')} } };`,
  () =>
    chance.of([
      () => `${name}.x ${operator(chance)} ${of('float')};`,
      () => `${name}.n ${operator(chance)} ${of(chance.is(0.9) ? 'whole' : 'float')};`,
      () => `${name}["t"] ${chance.of(['=', '+='])} ${of('text')};`,
      () => `${name}[${of('text')}] = ${of('float')};`,
      () => `${name}.part.y ${operator(chance)} ${of('float')};`,
      () => `${name}.l.push(${of(chance.of(['text', 'whole']))});`,
      () => `${name}.l += ${of('text')};`,
      () => `${name}.more = ${of('float')};`,
      () => `${name} = #{ x: ${of('float')}, part: () };`,
      () => `${name}.part = ${of('float')};`,
      () => `if "more" in ${name} { ${name}.x = ${name}.more; }`,
      () => `if (${name}.get(${of('text')}) ?? 0.0) == ${of('float')} { ${name}.n += 1; }`,
      () => `for k in ${name}.keys() { if k == ${of('text')} { ${name}.n += 1; } }`,
      () => `if ${name}.len() > 5 || ${name}.l.len > 1 { ${name}.x = 2.5; }`,
    ])(),
];

const ofList: Kind = (chance, of, name) => {
  const declaration = `let ${name} = [${Array.from({ length: chance.below(4) }, () => of('float')).join(', ')}];`;
  const changes = [
    [
      () => `${name}[${chance.of(['0', '1', '-1', '5'])}] ${operator(chance)} ${of('float')};`,
      () => `${name}[${of('whole')}] = ${of('float')};`,
      () => `${name} = ${name} + [${of('float')}];`,
      () => `${name}.sort();`,
      () => `if ${name}.len > 1 { ${name}.sort(); ${name}[0] = ${name}[1]; }`,
    ],
    [
      () => `${name}.push(${of(chance.is(0.8) ? 'float' : 'whole')});`,
      () => `${name} += ${chance.is(0.5) ? `[${of('float')}]` : of('float')};`,
      () => `if ${name}.len() > ${chance.below(4)} { ${name} = []; }`,
      () => `if ${name}.is_empty() { ${name}.push(${of('float')}); }`,
    ],
  ];
  // Parts of a list that grows are not known, so most lists do one or the other.
  const [own = []] = chance.is(0.5) ? changes : changes.toReversed();
  return [declaration, () => chance.of(chance.is(0.95) ? own : changes.flat())()];
};

const ofText: Kind = (chance, of, name) => [
  `let ${name} = ${chance.of(['""', '"hot"', '"hot"', chance.is(0.2) ? of('text') : '"auto"'])};`,
  () =>
    chance.of([
      () =>
        `${name} += ${chance.is(0.7) ? chance.of(['"L2"', '"auto"', '()', 'true']) : of(chance.of(TYPES))};`,
      () =>
        `${name} += "${chance.of(['hot ', '습함', chance.is(0.1) ? 'a text of more than thirty-two bytes' : 'wet'])}";`,
      () => `if ${name} ${chance.of(['==', '!=', '<'])} ${of('text')} { ${name} = "wet"; }`,
      () => `if ${name}.len > ${chance.below(6)} { ${name} = ${of('text')}; }`,
      () => `${name} = to_string(${of(chance.is(0.3) ? chance.of(TYPES) : 'boolean')});`,
      () => `if type_of(${of(chance.of(TYPES))}) == "f64" { ${name} = "f64"; }`,
    ])(),
];

/** A whole number by its bits and powers. */
export function bitsOf(chance: Chance, of: Of): string {
  return chance.of([
    () =>
      `(${of('whole')} ${chance.of(['<<', '>>'])} ${chance.of(['0', '1', '3', '63', '64', '-1', of('whole')])})`,
    () => `(${of('whole')} ** ${chance.of(['0', '1', '2', '3', '2', '3', chance.is(0.2) ? '9' : '2'])})`,
    () => `(${of('whole')} ${chance.of(['&', '|', '^'])} ${of('whole')})`,
    () => `(if get_bit(${of('whole')}, ${chance.of(['0', '5', '63', '64', '-1'])}) { 1 } else { 2 })`,
    () => `(if (${of('whole')})[${chance.of(['0', '3', '63', '64'])}] { 1 } else { 2 })`,
  ])();
}
