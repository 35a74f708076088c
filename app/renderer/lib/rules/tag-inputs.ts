import type { RulesetInput, RulesetManifest } from '../../../../shared/contract/rules.ts';

/** A ruleset's input a tag feeds. */
export interface TagInput {
  readonly rulesetId: string;
  readonly input: RulesetInput;
}

const patterns = new Map<string, RegExp>();

/** A tag pattern as the server reads it: five parts, `*` stands for any text within its part. */
function patternOf(text: string): RegExp {
  const known = patterns.get(text);
  if (known) return known;
  const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, (sign) => (sign === '*' ? '[^/]*' : `\\${sign}`));
  const made = new RegExp(`^${escaped}$`, 'u');
  patterns.set(text, made);
  return made;
}

/** The inputs of these rulesets that take their values from a tag. */
export function inputsOfTag(path: string, manifests: readonly RulesetManifest[]): TagInput[] {
  return manifests.flatMap((manifest) =>
    manifest.inputs
      .filter((input) => input.tag !== undefined && patternOf(input.tag).test(path))
      .map((input) => ({ rulesetId: manifest.id, input })),
  );
}

/** The unit a tag's value is in: its own, else that known from the rules that read the value itself (a slope has another unit). */
export function unitOfTag(inputs: readonly TagInput[], own?: string | null): string | undefined {
  if (own !== undefined && own !== null) return own;
  const sameUnit = new Set(['last', 'mean', 'min', 'max', 'stddev']);
  return inputs.find(({ input }) => sameUnit.has(input.take) && input.unit !== undefined)?.input.unit;
}
