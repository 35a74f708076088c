/** Makes conditions and numbers of sets and texts for `generated-scripts.ts`: `mode in ["auto", "manual"]`, `mode < "b"`, `mode.len`. */
import type { Chance } from './chance.ts';

type Type = 'float' | 'whole' | 'boolean' | 'text';
/** Writes an expression of a type. */
export type Of = (type: Type) => string;

const LITERALS: Readonly<Record<Type, readonly string[]>> = {
  float: ['0.0', '-0.0', '1.0', '0.1', '0.30000000000000004', '0.3', '75.0', '1e-17', '1e300'],
  whole: ['0', '1', '2', '3', '10', '75', '9223372036854775807', '9007199254740993'],
  boolean: ['true', 'false'],
  text: [
    '"auto"',
    '"manual"',
    '"L2"',
    '"L10"',
    '""',
    '"수동"',
    '"😀"',
    '"ﾡ"',
    '"ut"',
    '"a text of more than thirty-two bytes"',
  ],
};
const TYPES: readonly Type[] = ['float', 'float', 'text', 'text', 'whole', 'boolean'];
const ENDS = ['-2', '0', '1', '3', '10', '9223372036854775807', '-9223372036854775808'];

/** A condition. */
export function setCondition(chance: Chance, of: Of): string {
  const isIn = chance.of(['in', 'in', '!in']);
  const ordering = chance.of(['>', '>=', '<', '<=']);
  const test = chance.of(['contains', 'starts_with', 'ends_with']);
  const text = (): string => (chance.is(0.6) ? of('text') : chance.of(LITERALS.text));
  return chance.of([
    () => `(${of(chance.of(TYPES))} ${isIn} ${list(chance, of)})`,
    () => `(${of(chance.of(TYPES))} ${isIn} ${list(chance, of)})`,
    () => `${list(chance, of)}.contains(${of(chance.of(TYPES))})`,
    () => `contains(${list(chance, of)}, ${of(chance.of(TYPES))})`,
    () => `(${of(chance.is(0.9) ? 'whole' : 'float')} ${isIn} ${range(chance, of)})`,
    () => `(${text()} ${isIn} ${text()})`,
    () => `(${text()} ${isIn} #{ auto: ${of('float')}, L2: 1, "수동": () })`,
    () => `(${text()} ${ordering} ${text()})`,
    () => `(${text()} ${ordering} ${text()})`,
    () => `(${of('boolean')} ${ordering} ${of('boolean')})`,
    () => `(${text()}).${test}(${text()})`,
    () => `${test}(${text()}, ${chance.is(0.95) ? text() : of('float')})`,
    () => `(${text()}).is_empty${chance.of(['', '()'])}`,
    () => `${list(chance, of)}.is_empty()`,
    () => `("p${chance.below(160)}" ${isIn} parameters)`,
    () => `(${of('float')} ${isIn} parameters.levels)`,
  ])();
}

/** A whole number. */
export function lengthOf(chance: Chance, of: Of): string {
  return chance.of([
    () => `(${of('text')}).len${chance.of(['', '()'])}`,
    () => `len(${chance.of(LITERALS.text)})`,
    () => `${list(chance, of)}.len${chance.of(['', '()'])}`,
  ])();
}

function list(chance: Chance, of: Of): string {
  const type = chance.of(TYPES);
  const item = (): string => {
    if (chance.is(0.04)) return '()';
    const itemType = chance.is(0.75) ? type : chance.of(TYPES);
    return chance.is(0.8) ? chance.of(LITERALS[itemType]) : of(itemType);
  };
  return `[${Array.from({ length: chance.below(6) }, item).join(', ')}]`;
}

function range(chance: Chance, of: Of): string {
  const end = (): string => (chance.is(0.9) ? chance.of(ENDS) : of('whole'));
  return `${chance.is(0.1) ? '' : end()}${chance.of(['..', '..='])}${end()}`;
}
