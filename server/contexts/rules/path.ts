import type { RulePath } from '../../../shared/contract/rule-path.ts';
import { rulesetManifestSchema, type RulesetManifest } from '../../../shared/contract/rules.ts';
import type { RulesetTexts } from '../../../shared/contract/ruleset-desk.ts';
import { toNfc } from '../../../shared/util/nfc.ts';
import { scriptNames } from './domain/ruleset.ts';
import type { ScriptCompiler, ScriptInputType } from './ports.ts';

/** How a ruleset's script runs over many rows; nothing as long as it cannot run at all. */
export async function pathOfTexts(texts: RulesetTexts, compiler: ScriptCompiler): Promise<RulePath | null> {
  const manifest = manifestOf(texts.manifest);
  if (manifest === undefined) return null;
  const compiled = await compiler.compile(texts.source.normalize('NFC'), {
    limits: manifest.limits,
    inputs: scriptNames(manifest),
    types: typesOf(manifest),
  });
  return compiled.ok ? (compiled.path ?? null) : null;
}

function manifestOf(text: string): RulesetManifest | undefined {
  try {
    return rulesetManifestSchema.safeParse(toNfc(JSON.parse(text))).data;
  } catch {
    return undefined;
  }
}

function typesOf({ inputs, parameters }: RulesetManifest): Record<string, ScriptInputType> {
  const types = inputs.map(({ name, type, optional }) => [name, { type, optional }] as const);
  return { ...Object.fromEntries(types), parameters: { value: parameters } };
}
