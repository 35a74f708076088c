import type { RulePath } from '../../../shared/contract/rule-path.ts';
import { rulesetManifestSchema, type RulesetManifest } from '../../../shared/contract/rules.ts';
import type { RulesetTexts } from '../../../shared/contract/ruleset-desk.ts';
import { toNfc } from '../../../shared/util/nfc.ts';
import { readManifest, scriptNames } from './domain/ruleset.ts';
import type { ScriptCompiler, ScriptInputType, StoredVersion } from './ports.ts';

/** How a ruleset's script runs over many rows; nothing as long as it cannot run at all. */
export async function pathOfTexts(texts: RulesetTexts, compiler: ScriptCompiler): Promise<RulePath | null> {
  const manifest = manifestOf(texts.manifest);
  return manifest === undefined ? null : pathOf(manifest, texts.source.normalize('NFC'), compiler);
}

/** Versions of which it is remembered; what was asked for last is last. */
const MOST_KNOWN = 1_000;

/** The same of versions, each compiled once: they never change. */
export function createVersionPaths(
  compiler: ScriptCompiler,
): (version: Pick<StoredVersion, 'hash' | 'manifest' | 'source'>) => Promise<RulePath | null> {
  const known = new Map<string, RulePath | null>();
  return async ({ hash, manifest, source }) => {
    const found = known.get(hash);
    const path = found === undefined ? await pathOf(readManifest(manifest), source, compiler) : found;
    known.delete(hash);
    known.set(hash, path);
    const [oldest] = known.keys();
    if (known.size > MOST_KNOWN && oldest !== undefined) known.delete(oldest);
    return path;
  };
}

async function pathOf(
  manifest: RulesetManifest,
  source: string,
  compiler: ScriptCompiler,
): Promise<RulePath | null> {
  const compiled = await compiler.compile(source, {
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
