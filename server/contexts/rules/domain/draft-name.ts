import { localizedTextSchema, type LocalizedText } from '../../../../shared/contract/common.ts';
import type { RulesetTexts } from '../../../../shared/contract/ruleset-desk.ts';

/** The name that a draft gives itself, as far as it can be read; its id else. */
export function nameOfTexts(id: string, texts: RulesetTexts | undefined): LocalizedText {
  try {
    const { name } = JSON.parse(texts?.manifest ?? '') as { name?: unknown };
    const found = localizedTextSchema.safeParse(name);
    if (found.success && (found.data.ko !== '' || found.data.en !== '')) return found.data;
  } catch {
    // Not JSON at the moment.
  }
  return { ko: id, en: id };
}
