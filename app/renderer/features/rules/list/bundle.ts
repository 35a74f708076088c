import type { RulesetTexts } from '../../../../../shared/contract/ruleset-desk.ts';
import { bundleText, textsOf } from '../../../../../shared/util/ruleset-text.ts';
import { saveFile } from '../../../lib/save-file.ts';
import type { Said } from '../../../ui/index.ts';

/** A bundle as it may come; the limit of the command line and of a draft together. */
export const MOST_BUNDLE_BYTES = 2_000_000;

/** Gives the user a ruleset as one file, that `aif rules import` and this page take. Says so where it cannot be one yet. */
export function downloadBundle(
  id: string,
  { manifest, source, tests }: RulesetTexts,
  show: (toast: { tone: 'failed'; text: Said }) => void,
): void {
  try {
    const parts = { manifest: JSON.parse(manifest) as unknown, source, tests: JSON.parse(tests) as unknown };
    saveFile(new Blob([bundleText(parts)], { type: 'application/json' }), `${id}.bundle.json`);
  } catch {
    show({ tone: 'failed', text: (say) => say('rules:exportNoJson') });
  }
}

export type ReadBundle =
  | {
      readonly ok: true;
      readonly id: string;
      readonly name: { ko: string; en: string };
      readonly texts: RulesetTexts;
    }
  | {
      readonly ok: false;
      readonly why: 'tooLarge' | 'noJson' | 'noBundle' | 'unknownPart' | 'noId';
      readonly detail?: string;
    };

const PARTS: ReadonlySet<string> = new Set(['ruleset', 'rules', 'tests']);
const isRecord = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** What a file holds as a bundle. What is wrong inside of its parts the desk shows when it is open. */
export function readBundle(text: string): ReadBundle {
  if (text.length > MOST_BUNDLE_BYTES) return { ok: false, why: 'tooLarge' };
  let bundle: unknown;
  try {
    bundle = JSON.parse(text);
  } catch (error) {
    return { ok: false, why: 'noJson', detail: error instanceof Error ? error.message : String(error) };
  }
  if (!isRecord(bundle) || !isRecord(bundle.ruleset) || typeof bundle.rules !== 'string')
    return { ok: false, why: 'noBundle' };
  const unknown = Object.keys(bundle).find((name) => !PARTS.has(name));
  if (unknown !== undefined) return { ok: false, why: 'unknownPart', detail: unknown };
  const { id, name } = bundle.ruleset;
  if (typeof id !== 'string' || !/^[a-z0-9][a-z0-9-]{0,63}$/.test(id)) return { ok: false, why: 'noId' };
  const named = isRecord(name) ? name : {};
  const nameIn = (language: 'ko' | 'en') => (typeof named[language] === 'string' ? named[language] : id);
  const texts = textsOf({ manifest: bundle.ruleset, source: bundle.rules, tests: bundle.tests ?? [] });
  return { ok: true, id, name: { ko: nameIn('ko'), en: nameIn('en') }, texts };
}
