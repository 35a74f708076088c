import {
  newDerivedTagSchema,
  type Derivation,
  type NewDerivedTag,
} from '../../../../../shared/contract/derived-tags.ts';

/** Of a tag's path. */
const LEVELS = 5;

export const DERIVED_KINDS = ['expression', 'increase', 'rate'] as const;
export type DerivedKind = (typeof DERIVED_KINDS)[number];

/** The editor's fields, as they are typed. */
export interface DerivedForm {
  readonly path: string;
  readonly unit: string;
  readonly kind: DerivedKind;
  readonly expression: string;
  readonly inputs: readonly { readonly name: string; readonly tag: string }[];
  readonly perSeconds: string;
}

/** The fields for a derivation of a tag; for a new one at what is chosen: a branch, or a tag, which is its first input. */
export function formFor(derivation: Derivation | null, path = ''): DerivedForm {
  const empty: DerivedForm = {
    path,
    unit: '',
    kind: 'expression',
    expression: '',
    inputs: [{ name: 'a', tag: '' }],
    perSeconds: '60',
  };
  if (derivation === null) {
    const levels = path.split('/').filter((level) => level !== '');
    const branch = levels.slice(0, LEVELS - 1).map((level) => `${level}/`);
    const input = { name: 'a', tag: levels.length === LEVELS ? path : '' };
    return { ...empty, path: branch.join(''), inputs: [input] };
  }
  if (derivation.kind === 'expression')
    return { ...empty, expression: derivation.expression, inputs: derivation.inputs };
  return {
    ...empty,
    kind: derivation.kind,
    inputs: [{ name: 'a', tag: derivation.tag }],
    ...(derivation.kind === 'rate' ? { perSeconds: String(derivation.perSeconds) } : {}),
  };
}

/** The tag that the fields describe, or the first thing that is wrong with them. */
export function derivedOf(form: DerivedForm): { tag: NewDerivedTag } | { fault: string } {
  const tag = form.inputs[0]?.tag.trim() ?? '';
  const derivation =
    form.kind === 'expression'
      ? {
          kind: 'expression',
          expression: form.expression,
          inputs: form.inputs.map((input) => ({ name: input.name.trim(), tag: input.tag.trim() })),
        }
      : form.kind === 'increase'
        ? { kind: 'increase', tag }
        : { kind: 'rate', tag, perSeconds: Number(form.perSeconds) };
  const checked = newDerivedTagSchema.safeParse({ path: form.path.trim(), unit: form.unit, derivation });
  if (checked.success) return { tag: checked.data };
  const [first] = checked.error.issues;
  return { fault: `${first?.path.join('.') ?? ''}: ${first?.message ?? ''}` };
}

/** A name for a further input that no other has: a, b, c … */
export function freeName(inputs: DerivedForm['inputs']): string {
  const taken = new Set(inputs.map(({ name }) => name));
  for (let index = 0; ; index += 1) {
    const letter = String.fromCodePoint(97 + (index % 26));
    const name = index < 26 ? letter : `${letter}${Math.floor(index / 26)}`;
    if (!taken.has(name)) return name;
  }
}
