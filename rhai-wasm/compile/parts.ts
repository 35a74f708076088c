import type { Chain, Expression, Place } from '../face/tree.ts';
import { entriesInOrder } from './membership.ts';
import { bitOf, isElement } from './natives.ts';
import { NotCompiled } from './not-compiled.ts';
import { OperationWriter } from './operations.ts';
import { isNumber, sumOfWholes } from './operators.ts';
import { leaveKept } from './results.ts';
import { sorted } from './sorting.ts';
import { isList, lengthOfList, type ListLike } from './storage.ts';
import {
  areReasons,
  booleanOf,
  isText,
  levelsOf,
  NONE,
  sizeOf,
  textOf,
  UNIT,
  wholeOf,
  type ArrayValue,
  type MapValue,
  type PlainValue,
  type TextValue,
  type Value,
} from './values.ts';
import { OP } from './wasm-module.ts';

/** Finds and changes parts of lists and maps. */
export abstract class PartWriter extends OperationWriter {
  /** A list with another behind it. What is in it is not known afterwards, so what could not leave is looked at now. */
  protected longer(list: ListLike, added: ListLike, at: Place): PlainValue {
    const { e } = this;
    leaveKept(e, added, at);
    if (e.isDead) return UNIT;
    const [size, more] = [sizeOf(list), sizeOf(added)];
    const [length, by] = [lengthOfList(list), lengthOfList(added)];
    const isFollowed = e.hasLengths && length !== undefined && by !== undefined;
    return this.make(
      {
        kind: 'list' as const,
        bytes: size.bytes + more.bytes,
        items: size.items + more.items,
        entries: size.entries + more.entries,
        levels: Math.max(levelsOf(list), levelsOf(added, true)),
        isOdd: !areReasons(list) || !areReasons(added),
        ...(isFollowed ? { length: sumOfWholes(e, length, by) } : {}),
      },
      at,
    );
  }

  protected override concatenated(list: ListLike, added: ListLike, at: Place): PlainValue {
    if (list.kind !== 'array' || added.kind !== 'array') return this.longer(list, added, at);
    return this.make({ kind: 'array', items: [...list.items, ...added.items] }, at);
  }

  protected member(target: PlainValue, key: PlainValue, at: Place): Value {
    if (target.kind === 'inputs' && key.kind === 'text' && key.local === NONE) {
      return this.inputs.get(key.constant ?? '') ?? this.e.leave(at, `'${key.constant ?? ''}' is not given`);
    }
    if (target.kind === 'map' || target.kind === 'array')
      return this.part(target, key, at, ({ value }) => value);
    if (target.kind === 'unit' || target.kind === 'boolean') return this.e.leave(at, 'it has no parts');
    if (target.kind === 'inputs')
      throw new NotCompiled('COMPUTED_INPUT', at, 'an input is found by a computed name');
    if (target.kind === 'whole' && key.kind === 'whole') return bitOf(this.e, target, key, at);
    if (isNumber(target)) return this.e.leave(at, 'it has no such part');
    throw new NotCompiled(isText(target) ? 'TEXT_WORK' : 'LIST_WORK', at, 'a part of a text or list');
  }

  /** Does something with the part of a map or list that a key tells, or where there is none; without `none` the row is left then. */
  protected part(
    target: MapValue | ArrayValue,
    key: PlainValue,
    at: Place,
    found: (part: Part) => Value,
    none: () => Value = () => this.e.leave(at, 'no such part'),
  ): Value {
    const { e } = this;
    const parts: Part[] =
      target.kind === 'map'
        ? [...target.entries].map(([name, value]) => ({ name, value }))
        : target.items.map((value, name) => ({ name, value }));
    const constant = partOf(target, key);
    if (constant === undefined) return e.leave(at, 'no key of this kind');
    if (constant !== null) {
      const part = parts.find(({ name }) => name === constant);
      return part === undefined ? none() : found(part);
    }
    const from = (index: number): Value => {
      const part = parts[index];
      if (part === undefined) return none();
      const isIt =
        key.kind === 'whole'
          ? isElement(e, key, parts.length, index)
          : [e.push(key as TextValue), e.push(textOf(String(part.name))), OP.i32_eq];
      return e.choose(
        e.boolean(isIt),
        () => found(part),
        () => from(index + 1),
      );
    };
    return from(0);
  }

  /** Functions of maps; nothing if there is none of this name here. */
  protected callOfMap(
    name: string,
    map: MapValue,
    others: readonly PlainValue[],
    at: Place,
  ): Value | undefined {
    const [key] = others;
    if (key !== undefined && others.length === 1 && name === 'get')
      return this.part(
        map,
        key,
        at,
        ({ value }) => value,
        () => UNIT,
      );
    if (key !== undefined) return undefined;
    const entries = entriesInOrder(map);
    if (name === 'len') return wholeOf(BigInt(entries.length));
    if (name === 'is_empty') return booleanOf(entries.length === 0);
    if (name === 'keys')
      return this.make({ kind: 'array', items: entries.map(([word]) => textOf(word)) }, at);
    if (name === 'values') return this.make({ kind: 'array', items: entries.map(([, value]) => value) }, at);
    return undefined;
  }

  /**
   * Changes what is at the end of links: of a variable, or of parts of lists and maps within it. A step is counted for each link.
   * @param change what is there now, nothing where a map has no such key, to what shall be there
   */
  protected changedAt(
    container: Value,
    links: readonly Link[],
    change: (before: Value | undefined) => Value,
  ): Value {
    const [link, ...rest] = links;
    const { e } = this;
    if (link === undefined) return change(container);
    if (link.kind === 'method' || link.optional)
      throw new NotCompiled('LIST_WORK', link.at, 'a part behind a call is changed');
    return e.each(container, (option) => {
      e.tick();
      if (option.kind === 'list' || option.kind === 'inputs')
        throw new NotCompiled(
          'LIST_WORK',
          link.at,
          'a part of a list that grows is changed, or of all inputs',
        );
      if (option.kind === 'whole' || isText(option))
        throw new NotCompiled('OTHER', link.at, 'a bit or a character is changed');
      if (option.kind !== 'map' && option.kind !== 'array') return e.leave(link.at, 'it has no parts');
      const set = (name: string | number, before: Value | undefined): Value => {
        const after =
          rest.length === 0 || before === undefined ? change(before) : this.changedAt(before, rest, change);
        return e.isDead ? UNIT : this.make(withPart(option, name, after), link.at);
      };
      const key = link.kind === 'property' ? textOf(link.name) : link.value;
      return e.each(key, (plain) =>
        this.part(
          option,
          plain,
          link.at,
          ({ name, value }) => set(name, value),
          () =>
            rest.length === 0 && option.kind === 'map' && plain.kind === 'text' && plain.local === NONE
              ? set(plain.constant ?? '', undefined)
              : e.leave(link.at, 'no such part'),
        ),
      );
    });
  }

  /** Changes a variable, or what links find in it. */
  protected changeVariable(
    target: Expression,
    links: readonly Link[],
    change: (before: Value | undefined) => Value,
  ): void {
    const { e } = this;
    if (target.kind !== 'variable')
      throw new NotCompiled('OTHER', target.at, 'something else than a variable is changed');
    e.tick();
    const known = e.variables.findLast(({ name }) => name === target.name);
    if (known === undefined || known.isConstant) {
      e.leave(target.at, known === undefined ? `'${target.name}' is not given` : 'a constant is changed');
      return;
    }
    const after = this.changedAt(known.value, links, change);
    if (e.isDead) return;
    const index = e.variables.findLastIndex(({ name }) => name === target.name);
    const variable = e.variables[index];
    if (variable !== undefined) e.variables = e.variables.with(index, { ...variable, value: after });
  }

  /** `list.push(value)` and `list.sort()` change the list. */
  protected changedList(chain: Chain, links: readonly Link[], name: string, values: readonly Value[]): Value {
    const [value] = values;
    const { at } = chain;
    if (values.length !== (name === 'push' ? 1 : 0))
      throw new NotCompiled('LIST_WORK', at, `'${name}' of several`);
    this.changeVariable(chain.left, links, (before) =>
      this.e.each(before ?? UNIT, (list) => {
        this.e.tick();
        if (!isList(list)) return this.e.leave(at, `'${name}' of something else than a list`);
        // What is in a list that `push` is called on does not matter, but how much.
        return value === undefined
          ? sorted(this.e, list, at)
          : this.longer(list, { kind: 'array', items: [value] }, at);
      }),
    );
    return UNIT;
  }
}

/** Methods that change what they are called on. */
export const CHANGING: ReadonlySet<string> = new Set(['push', 'sort']);

/** One step along a chain, its arguments evaluated. */
export type Link = { readonly optional: boolean; readonly at: Place } & (
  | { readonly kind: 'key'; readonly value: Value }
  | { readonly kind: 'property'; readonly name: string }
  | { readonly kind: 'method'; readonly name: string; readonly values: readonly Value[] }
);

/** An entry of a map or an element of a list. */
interface Part {
  readonly name: string | number;
  readonly value: Value;
}

/** The name of the part that a key tells; `null` if that changes from row to row, nothing for a key of another kind. */
function partOf(target: MapValue | ArrayValue, key: PlainValue): string | number | null | undefined {
  if (target.kind === 'map') {
    if (key.kind !== 'text') return undefined;
    return key.local === NONE ? (key.constant ?? '') : null;
  }
  if (key.kind !== 'whole') return undefined;
  if (key.local !== NONE) return null;
  const index = Number(key.constant ?? 0n);
  return index < 0 ? index + target.items.length : index;
}

function withPart(whole: MapValue | ArrayValue, name: string | number, part: Value): MapValue | ArrayValue {
  if (whole.kind === 'map')
    return { kind: 'map', entries: new Map([...whole.entries, [String(name), part]]) };
  return { kind: 'array', items: whole.items.with(Number(name), part) };
}
