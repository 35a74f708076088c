import type { RulesService } from '../contexts/rules/index.ts';
import { resourcePath } from '../platform/entry-url.ts';
import { VERSION } from '../version.ts';
import { readRulesetFolders } from '../platform/ruleset-files.ts';

/**
 * Stores the rulesets that come with the product. One never seen before is made active; a newer one of a ruleset that
 * is there already waits as a draft, so that an update never changes how a plant is judged. Test cases that
 * somebody gave one of them stay. `stop` ends it early.
 */
export async function importShippedRulesets(rules: RulesService, stop?: AbortSignal): Promise<void> {
  let known: ReadonlySet<string> | null = null;
  for (const files of readRulesetFolders(resourcePath('shippedRulesets'))) {
    stop?.throwIfAborted();
    // Nothing would change; at most starts it is so for all, and compiling them would take most of a start's time.
    if (await rules.has(files)) continue;
    const { id } = files.manifest as { id: string };
    known ??= new Set((await rules.list({ limit: 500 })).items.map((item) => item.id));
    await rules.import(files, { activate: !known.has(id), keepTests: true, by: `AI Factory ${VERSION}` });
  }
}
