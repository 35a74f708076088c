import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderOfTest } from './folder.ts';
import { rulesetOf, type TestRuleset } from './rulesets.ts';

/** A ruleset as a folder, which is there as long as the test. */
export function written(ruleset: TestRuleset): string {
  const { manifest, source, tests } = rulesetOf(ruleset);
  const folder = join(folderOfTest(), ruleset.id);
  mkdirSync(folder);
  writeFileSync(join(folder, 'ruleset.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'rules.rhai'), source);
  writeFileSync(join(folder, 'tests.json'), JSON.stringify(tests));
  return folder;
}
