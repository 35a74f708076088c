import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RawRuleset } from '../../server/contexts/rules/index.ts';
import { aif } from './aif.ts';
import { temporaryFolder } from './folder.ts';

/** Takes the next version of a ruleset into the station of a data folder by `aif rules import`; throws what that says where it does not. */
export async function importRuleset(
  data: string,
  { manifest, source, tests }: RawRuleset,
  ...options: readonly string[]
): Promise<void> {
  const folder = temporaryFolder();
  const bundle = join(folder.path, 'bundle.json');
  writeFileSync(bundle, JSON.stringify({ ruleset: manifest, rules: source, tests }));
  const { code, stderr } = await aif(['rules', 'import', bundle, '--data', data, ...options]);
  folder.remove();
  if (code !== 0) throw new Error(stderr);
}
