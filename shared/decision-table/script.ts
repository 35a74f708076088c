import type { DecisionTable } from '../contract/decision-table.ts';
import { MOST_OF_SCRIPT, rulesetManifestSchema } from '../contract/rules.ts';
import { toNfc } from '../util/nfc.ts';
import { isUntouched, scriptOf } from './generate.ts';
import { readTable, type ReadTable, type TableContext } from './model.ts';

/** A manifest's table, read; null where it has none. */
export function tableOf(
  manifest: TableContext & { readonly table?: DecisionTable | undefined },
): ReadTable | null {
  return manifest.table === undefined ? null : readTable(manifest.table, manifest);
}

/** Whether a script is what the table makes, apart from how its lines end. */
export const isScriptOf = (source: string, made: string): boolean =>
  source.normalize('NFC').replaceAll('\r\n', '\n').trim() === made.normalize('NFC').trim();

/** The script that the table in a manifest's text makes; null where there is none, it has faults, or it is longer than a script may be. */
export function scriptOfText(manifest: string): string | null {
  if (!manifest.includes('"table"')) return null;
  try {
    const parsed = rulesetManifestSchema.safeParse(toNfc(JSON.parse(manifest)));
    const read = parsed.success ? tableOf(parsed.data) : null;
    const made = read?.ok === true ? scriptOf(read.model) : null;
    return made === null || made.length > MOST_OF_SCRIPT ? null : made;
  } catch {
    return null;
  }
}

/**
 * Another manifest's text with the script that goes with it: one that a table has made and nobody has changed since follows its table,
 * whatever of the manifest was changed. Where none can be made it waits as it is.
 */
export function withScript(
  before: { readonly manifest: string; readonly source: string },
  manifest: string,
): { manifest: string; source?: string } {
  if (manifest === before.manifest || !isUntouched(before.source)) return { manifest };
  const made = scriptOfText(manifest);
  return made === null ? { manifest } : { manifest, source: made };
}
