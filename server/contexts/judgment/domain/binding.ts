import type { RulesetInput, RulesetManifest } from '../../../../shared/contract/rules.ts';

/** A ruleset applied to one machine: which tag feeds which input. */
export interface Binding {
  readonly equipment: string;
  /** Tag path by input name; an input that has a pattern but no tag yet is absent. */
  readonly tags: ReadonlyMap<string, string>;
}

const compiledPatterns = new Map<string, RegExp>();

/** Whether a pattern of five parts, each with `*` for any run of characters, matches a tag path. */
export function matchesPattern(pattern: string, path: string): boolean {
  let expression = compiledPatterns.get(pattern);
  if (expression === undefined) {
    const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*');
    expression = new RegExp(`^${escaped}$`, 'u');
    compiledPatterns.set(pattern, expression);
  }
  return expression.test(path);
}

export function equipmentOf(tagPath: string): string {
  return tagPath.slice(0, tagPath.lastIndexOf('/'));
}

const isFixed = (input: RulesetInput) => input.tag !== undefined && !equipmentOf(input.tag).includes('*');

/** Whether one of the ruleset's patterns without `*` in its place names the place of this tag. */
export function namesPlaceOf(manifest: RulesetManifest, tagPath: string): boolean {
  const place = equipmentOf(tagPath);
  return manifest.inputs.some((input) => isFixed(input) && equipmentOf(input.tag ?? '') === place);
}

/** The one machine of a ruleset whose patterns all name a place: that of the first. */
export function homeOf(manifest: RulesetManifest): string | undefined {
  const tagged = manifest.inputs.filter((input) => input.tag !== undefined);
  return tagged.length > 0 && tagged.every(isFixed) ? equipmentOf(tagged[0]?.tag ?? '') : undefined;
}

/**
 * The binding of a ruleset to a machine, or undefined where it does not apply. A ruleset applies to every machine
 * that has a tag for at least one of its required patterns with `*`; what another required input lacks there is
 * then a `HOLD` and not silence. A ruleset whose patterns all name one place is bound to the machine of the first.
 */
export function bindTo(
  manifest: RulesetManifest,
  equipment: string,
  tagsOf: (equipment: string) => readonly string[],
): Binding | undefined {
  const tagged = manifest.inputs.filter((input) => input.tag !== undefined);
  const roaming = tagged.filter((input) => !isFixed(input));
  const tags = new Map<string, string>();
  for (const input of tagged) {
    const pattern = input.tag ?? '';
    const home = isFixed(input) ? equipmentOf(pattern) : equipment;
    const found = tagsOf(home).find((path) => matchesPattern(pattern, path));
    if (found !== undefined) tags.set(input.name, found);
  }
  const deciding = roaming.length > 0 ? roaming : tagged;
  const required = deciding.filter((input) => !input.optional);
  const applies = (required.length > 0 ? required : deciding).some((input) => tags.has(input.name));
  if (!applies) return undefined;
  if (roaming.length === 0 && homeOf(manifest) !== equipment) return undefined;
  return { equipment, tags };
}
