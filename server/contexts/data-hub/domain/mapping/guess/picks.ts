import { reason, type Reason } from '../../../../../../shared/contract/reasons.ts';
import type { PayloadRule } from '../../../../../../shared/contract/topic-mappings.ts';
import { parsePath, type JsonPath, type Root, type Step } from '../json-path.ts';
import { pathText, type Field, type FieldStep } from './fields.ts';

export type JsonPayloadRule = Extract<PayloadRule, { form: 'json' }>;

/** Which fields of a payload are what. Named parts by the name they have in the tag. */
export interface Picks {
  readonly values: readonly Field[];
  readonly name: Field | null;
  readonly time: Field | null;
  readonly quality: Field | null;
  readonly parts: Readonly<Record<string, Field>>;
}

type PathsOfRule = Pick<JsonPayloadRule, 'samples' | 'values' | 'value'> &
  Partial<Pick<JsonPayloadRule, 'name' | 'fields'>> & {
    readonly time?: string;
    readonly quality?: string;
  };

type Steps = readonly FieldStep[];

function isSame(a: FieldStep | undefined, b: FieldStep | undefined): boolean {
  if (a === undefined || b === undefined || a.kind !== b.kind) return false;
  if (a.kind === 'name') return a.name === (b as typeof a).name;
  return a.kind === 'all' || a.index === (b as typeof a).index;
}

function startsWith(steps: Steps, prefix: Steps): boolean {
  return prefix.every((step, index) => isSame(step, steps[index]));
}

/** The lists whose elements are samples: those that all values stand in, but for a list of plain values, which are several. */
function samplesOf(values: readonly Steps[]): Steps {
  const [first = []] = values;
  let shared = first.length - 1;
  for (const steps of values) {
    let same = 0;
    while (same < Math.min(shared, steps.length - 1) && isSame(first[same], steps[same])) same += 1;
    shared = Math.min(shared, same);
  }
  const before = first.slice(0, shared);
  const members = before.findIndex((step) => step.kind === 'all' && step.of === 'members');
  const within = members < 0 ? before : before.slice(0, members);
  return within.slice(0, within.findLastIndex(({ kind }) => kind === 'all') + 1);
}

/** Where members of one form end, if one of `others` stands in each of them and all values do. */
function memberPrefix(values: readonly Steps[], others: readonly Steps[]): Steps | null {
  const [first] = values;
  const at = first?.findIndex((step) => step.kind === 'all' && step.of === 'members') ?? -1;
  if (first === undefined || at < 0 || values.length > 1) return null;
  const prefix = first.slice(0, at + 1);
  const rest = first.slice(at + 1);
  const isPlain = rest.length > 0 && rest.every(({ kind }) => kind !== 'all');
  return isPlain && others.some((steps) => startsWith(steps, prefix)) ? prefix : null;
}

/** As in the contract: values a rule names one by one, and characters of a path. */
const MAX_NAMED = 50;
const MAX_PATH_LENGTH = 200;

/** More values than can be named, where they are members of one object: all of its members. */
function together(values: readonly Steps[]): readonly Steps[] {
  const [first = []] = values;
  const parent = first.slice(0, -1);
  const isOne = values.every((steps) => steps.length === first.length && startsWith(steps, parent));
  return values.length > MAX_NAMED && isOne ? [[...parent, { kind: 'all', of: 'members' }]] : values;
}

/** The members by name where the object has others, in which nothing would be found. */
function membersOf(prefix: Steps): Steps[] {
  const every = prefix.at(-1);
  const among = every?.kind === 'all' ? every.among : undefined;
  if (among === undefined || among.length > MAX_NAMED) return [prefix];
  return among.map((name) => [...prefix.slice(0, -1), { kind: 'name', name }]);
}

const lastOf = (steps: Steps) => JSON.stringify(steps.at(-1));

/** Values that would have one name are told apart by the one level in which their paths differ. */
function apart(values: readonly Steps[]): Steps[] {
  return [...Map.groupBy(values, lastOf).values()].flatMap((group) => {
    const [first = []] = group;
    if (group.length < 2 || !group.every(({ length }) => length === first.length)) return group;
    const differing = first.flatMap((step, index) =>
      group.every((steps) => isSame(step, steps[index])) ? [] : [index],
    );
    const [at] = differing;
    if (at === undefined || differing.length > 1) return group;
    return [[...first.slice(0, at), { kind: 'all', of: 'members' } as const, ...first.slice(at + 1)]];
  });
}

function relative(steps: Steps, samples: Steps, value: Steps | null): string | null {
  for (const [root, prefix] of [['@@', value] as const, ['@', samples] as const, ['$', []] as const]) {
    if (prefix === null || !startsWith(steps, prefix)) continue;
    const rest = steps.slice(prefix.length);
    if (rest.every(({ kind }) => kind !== 'all')) return pathText(root, rest);
  }
  return null;
}

/**
 * Paths of a rule that finds the picked fields, or which pick cannot stand beside the values: it is in a list of its own.
 * There is at least one value.
 */
export function pathsOf(picks: Picks): PathsOfRule | { readonly fault: Reason } {
  const single = [picks.time, picks.quality, picks.name, ...Object.values(picks.parts)].filter(
    (field) => field !== null,
  );
  const values = together(apart(picks.values.map(({ steps }) => steps)));
  if (values.length > MAX_NAMED) return { fault: reason('pickTooMany', { most: MAX_NAMED }) };
  const samples = samplesOf(values);
  const members = memberPrefix(
    values,
    single.map(({ steps }) => steps),
  );
  const texts = new Map<Field, string>();
  for (const field of single) {
    const text = relative(field.steps, samples, members);
    if (text === null) return { fault: reason('pickElsewhere', { path: field.path }) };
    texts.set(field, text);
  }
  const textOf = (field: Field) => texts.get(field) ?? field.path;
  const [first = []] = values;
  const paths = {
    samples: pathText('$', samples),
    ...(members === null
      ? { values: values.map((steps) => pathText('@', steps.slice(samples.length))), value: '@@' }
      : {
          values: membersOf(members).map((steps) => pathText('@', steps.slice(samples.length))),
          value: pathText('@@', first.slice(members.length)),
        }),
    ...(picks.name === null ? {} : { name: textOf(picks.name) }),
    ...(picks.time === null ? {} : { time: textOf(picks.time) }),
    ...(picks.quality === null ? {} : { quality: textOf(picks.quality) }),
    fields: Object.fromEntries(Object.entries(picks.parts).map(([part, field]) => [part, textOf(field)])),
  };
  const all = [paths.samples, paths.value, ...paths.values, ...texts.values()];
  const isTooLong = all.some((text) => text.length > MAX_PATH_LENGTH);
  return isTooLong ? { fault: reason('pathTooLong', { most: MAX_PATH_LENGTH }) } : paths;
}

function stepsOf(text: string, roots: readonly Root[]): JsonPath | null {
  const path = parsePath(text, roots);
  return 'reason' in path ? null : path;
}

/** Whether a rule's path finds what a field stands for; wildcards on either side. */
function finds(path: readonly Step[], { steps }: Field): boolean {
  return (
    path.length === steps.length &&
    path.every((step, index) => {
      const other = steps[index];
      if (other === undefined || step.kind === 'all') return other !== undefined;
      if (other.kind === 'all') return true;
      return step.kind === 'name'
        ? other.kind === 'name' && other.name === step.name
        : other.kind === 'index' && other.index === step.index;
    })
  );
}

/** Which fields of a payload a rule takes for what. */
export function picksOf(rule: JsonPayloadRule, fields: readonly Field[]): Picks {
  const samples = stepsOf(rule.samples, ['$'])?.steps ?? [];
  const nodes = rule.values.flatMap((text) => {
    const path = stepsOf(text, ['@', '$']);
    if (path === null) return [];
    return [path.root === '@' ? [...samples, ...path.steps] : path.steps];
  });
  const absolute = (text: string | undefined): (readonly Step[])[] => {
    const path = text === undefined ? null : stepsOf(text, ['@@', '@', '$']);
    if (path === null) return [];
    if (path.root === '@@') return nodes.map((steps) => [...steps, ...path.steps]);
    return [path.root === '@' ? [...samples, ...path.steps] : path.steps];
  };
  const found = (text: string | undefined) => {
    const paths = absolute(text);
    return fields.filter((field) => field.kind !== 'object' && paths.some((path) => finds(path, field)));
  };
  return {
    values: found(rule.value),
    name: found(rule.name)[0] ?? null,
    time: found(rule.time?.path)[0] ?? null,
    quality: found(rule.quality?.path)[0] ?? null,
    parts: Object.fromEntries(
      Object.entries(rule.fields).flatMap(([part, text]) => {
        const [field] = found(text);
        return field === undefined ? [] : [[part, field] as const];
      }),
    ),
  };
}
