import type { Judgment } from '../../../../shared/contract/judgment.ts';
import { formatValue, textIn } from '../../lib/format/format.ts';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { useRulesetVersion } from '../../lib/rules/use-rules.ts';
import { Properties } from '../../ui/index.ts';

/** What the decision table says beside its verdict. */
export function CardOutputs({ judgment: { ruleset, outputs } }: { judgment: Judgment }) {
  const language = useLanguage();
  const declared = useRulesetVersion(ruleset.id, ruleset.version)?.manifest.table?.outputs ?? [];
  const labels = new Map(declared.map(({ name, label }) => [name, label]));
  return (
    <Properties
      items={Object.entries(outputs ?? {}).map(([name, value]) => {
        const label = labels.get(name);
        return [label === undefined ? name : textIn(label, language), formatValue(value, language)];
      })}
    />
  );
}
