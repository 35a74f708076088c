import type { RulesetManifest } from '../contract/rules.ts';
import { canonicalJson } from './canonical-json.ts';

/** What of a manifest decides which rows of history there are and what they hold: with the same key, rules are judged on the same rows. */
export function rowsKeyOf({ inputs, trigger }: Pick<RulesetManifest, 'inputs' | 'trigger'>): string {
  return canonicalJson({ inputs: inputs.map(({ label: _label, unit: _unit, ...rest }) => rest), trigger });
}
