import type { Step } from '../json-path.ts';
import { timeOf, type Arrival } from './time-format.ts';

/** Every element of a list, or every member of one form. */
interface Every {
  readonly kind: 'all';
  readonly of: 'list' | 'members';
  /** The members, where the object has others beside them. */
  readonly among?: readonly string[];
}

/** A step to a field. */
export type FieldStep = Exclude<Step, { kind: 'all' }> | Every;

/** A field of a payload; what is the same in every element of a list, or in members of the same form, is one field. */
export interface Field {
  /** Path from the payload on, as it is written in a mapping. */
  readonly path: string;
  readonly steps: readonly FieldStep[];
  readonly label: string;
  readonly depth: number;
  readonly kind: 'object' | 'number' | 'boolean' | 'text' | 'null';
  /** How many places of the payload it stands for. */
  readonly count: number;
  /** The first few values; of objects none. */
  readonly values: readonly unknown[];
}

export const MAX_FIELDS = 300;
const MAX_DEPTH = 12;
const MAX_WILDCARDS = 3;
const LOOKED_AT = 200;
const KEPT_VALUES = 20;
const MAX_TUPLE = 6;
const SHORTHAND = /^(?!.*\p{Cc})[A-Za-z_\u0080-\u{10ffff}][A-Za-z0-9_\u0080-\u{10ffff}]*$/u;

/** A path as it is written in a mapping. */
export function pathText(root: '$' | '@' | '@@', steps: readonly (Step | FieldStep)[]): string {
  return root + steps.map(stepText).join('');
}

function stepText(step: Step | FieldStep): string {
  if (step.kind === 'index') return `[${step.index}]`;
  if (step.kind === 'all') return 'of' in step && step.of === 'list' ? '[*]' : '.*';
  if (SHORTHAND.test(step.name)) return `.${step.name}`;
  // JSON leaves control characters from U+007F on as they are; a path has none.
  const quoted = JSON.stringify(step.name).replaceAll(
    /\p{Cc}/gu,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `[${quoted}]`;
}

type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (node: unknown): node is JsonObject =>
  typeof node === 'object' && node !== null && !Array.isArray(node);

function kindOf(nodes: readonly unknown[]): Field['kind'] {
  const node = nodes.find((candidate) => candidate !== null && candidate !== undefined);
  if (typeof node === 'number' || typeof node === 'boolean') return typeof node as 'number' | 'boolean';
  if (typeof node === 'string') return 'text';
  return node === undefined ? 'null' : 'object';
}

/** A list of a few different things, as `[time, value]`, is no list of samples. */
function isTuple(lists: readonly (readonly unknown[])[], arrival: Arrival): boolean {
  const [first] = lists;
  if (first === undefined || first.length < 2 || first.length > MAX_TUPLE) return false;
  if (!lists.every((list) => list.length === first.length && list.every((one) => typeof one !== 'object')))
    return false;
  const kinds = new Set(first.map((one) => typeof one));
  const times = first.filter((one) => timeOf([one], arrival)?.isNear === true).length;
  return kinds.size > 1 || (times > 0 && times < first.length);
}

/** Names of the members that are objects of one form, where there are several: readings by their name. */
function alikeOf(object: JsonObject): string[] {
  const byForm = Map.groupBy(
    Object.entries(object).filter(([, member]) => isObject(member)),
    ([, member]) =>
      Object.entries(member as JsonObject)
        .map(([name, value]) => (isObject(value) || Array.isArray(value) ? '' : name))
        .toSorted()
        .join('\n'),
  );
  const [form, members] = [...byForm].toSorted(([, a], [, b]) => b.length - a.length)[0] ?? ['', []];
  return form === '' || members.length < 2 ? [] : members.map(([name]) => name);
}

interface Place {
  readonly steps: readonly FieldStep[];
  readonly label: string;
  readonly depth: number;
}

class Walk {
  readonly fields: Field[] = [];
  readonly #arrival: Arrival;
  /** Fields beyond those listed. */
  left = 0;

  constructor(arrival: Arrival) {
    this.#arrival = arrival;
  }

  visit(all: readonly unknown[], place: Place): void {
    const nodes = all.slice(0, LOOKED_AT).filter((node) => node !== null && node !== undefined);
    const wildcards = place.steps.filter(({ kind }) => kind === 'all').length;
    if (place.steps.length >= MAX_DEPTH || nodes.length === 0) return this.#add('null', all, place);
    if (nodes.every(Array.isArray)) return this.#list(nodes as unknown[][], place, wildcards);
    if (nodes.every(isObject)) return this.#object(nodes, all.length, place, wildcards);
    this.#add(kindOf(nodes), all, place);
  }

  #add(kind: Field['kind'], nodes: readonly unknown[], { steps, label, depth }: Place): void {
    if (this.fields.length >= MAX_FIELDS) {
      this.left += 1;
      return;
    }
    const values = kind === 'object' ? [] : nodes.slice(0, KEPT_VALUES);
    this.fields.push({ path: pathText('$', steps), steps, label, depth, kind, count: nodes.length, values });
  }

  #list(lists: readonly (readonly unknown[])[], place: Place, wildcards: number): void {
    if (isTuple(lists, this.#arrival)) {
      this.#add('object', lists, place);
      for (const index of lists[0]?.keys() ?? [])
        this.visit(
          lists.map((list) => list[index]),
          {
            steps: [...place.steps, { kind: 'index', index }],
            label: `[${index}]`,
            depth: place.depth + 1,
          },
        );
      return;
    }
    const steps = [...place.steps, { kind: 'all', of: 'list' } as const];
    if (wildcards >= MAX_WILDCARDS) return this.#add('object', lists, place);
    this.visit(lists.flat(), { ...place, steps, label: `${place.label}[*]` });
  }

  #object(objects: readonly JsonObject[], count: number, place: Place, wildcards: number): void {
    const isRoot = place.steps.length === 0;
    if (!isRoot) this.#add('object', Array(count).fill(null), place);
    const depth = isRoot ? place.depth : place.depth + 1;
    const names = [...new Set(objects.flatMap((object) => Object.keys(object)))].slice(0, MAX_FIELDS);
    const alike = objects.length === 1 && wildcards < MAX_WILDCARDS ? alikeOf(objects[0] ?? {}) : [];
    if (alike.length > 0) {
      const members = alike.map((name) => objects[0]?.[name]);
      const every: Every = {
        kind: 'all',
        of: 'members',
        ...(alike.length < names.length ? { among: alike } : {}),
      };
      const steps = [...place.steps, every];
      this.visit(members, { steps, label: `* (${alike.join(', ')})`.slice(0, 80), depth });
    }
    for (const name of names.filter((one) => !alike.includes(one)))
      this.visit(
        objects.flatMap((object) => (Object.hasOwn(object, name) ? [object[name]] : [])),
        { steps: [...place.steps, { kind: 'name', name }], label: name, depth },
      );
  }
}

/** The fields of a payload in its order, objects before what is in them; `left`: how many are not listed. */
export function fieldsOf(
  payload: unknown,
  arrival: Arrival,
): { readonly fields: readonly Field[]; readonly left: number } {
  const walk = new Walk(arrival);
  walk.visit([payload], { steps: [], label: '$', depth: 0 });
  return { fields: walk.fields, left: walk.left };
}
