import type { Language } from '../../../../../shared/contract/common.ts';
import type { Tag } from '../../../../../shared/contract/data-hub.ts';
import type { Judgment } from '../../../../../shared/contract/judgment.ts';
import type { RulesetManifest } from '../../../../../shared/contract/rules.ts';
import { formatValue } from '../../../lib/format/format.ts';
import { inputsOfTag } from '../../../lib/rules/tag-inputs.ts';
import type { EditorInput } from '../editor/types.ts';

/**
 * The inputs of a manifest with what they are now: as the newest judgment of the ruleset saw them, means and slopes
 * included; where none did, the last value of the first tag that feeds an input as it is.
 */
export function liveInputs(
  manifest: RulesetManifest,
  newest: Judgment | undefined,
  tags: readonly Tag[],
  language: Language,
): EditorInput[] {
  return manifest.inputs.map((input) => {
    const seen = newest?.evidence.find(({ name, source }) => name === input.name && source !== 'absent');
    if (seen !== undefined) {
      const source = seen.tag ?? newest?.context?.equipment ?? '';
      return { ...input, live: { text: formatValue(seen.value, language), source } };
    }
    if (input.take !== 'last') return input;
    const alone = [{ ...manifest, inputs: [input] }];
    const tag = tags.find(({ path, last }) => last !== null && inputsOfTag(path, alone).length > 0);
    if (tag === undefined || tag.last === null) return input;
    return { ...input, live: { text: formatValue(tag.last.value, language), source: tag.path } };
  });
}
