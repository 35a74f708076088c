import {
  RULESET_FILES,
  type RulesetFileName,
  type RulesetTexts,
} from '../../../../../shared/contract/ruleset-desk.ts';
import { jsonText, orderedManifest, orderedTests } from '../../../../../shared/util/ruleset-text.ts';

/** One file on both sides, as it is compared. */
export interface ComparedFile {
  readonly file: RulesetFileName;
  readonly before: string;
  readonly after: string;
  readonly differs: boolean;
}

/** In the one form in which files are written, so that only what says something else differs; as typed where it is no JSON. */
function inOneForm(text: string, order: (value: unknown) => unknown): string {
  try {
    return jsonText(order(JSON.parse(text)));
  } catch {
    return text;
  }
}

const textOf = (file: RulesetFileName, { manifest, source, tests }: RulesetTexts): string => {
  if (file === 'rules.rhai') return source;
  return file === 'ruleset.json' ? inOneForm(manifest, orderedManifest) : inOneForm(tests, orderedTests);
};

export function comparedFiles(before: RulesetTexts, after: RulesetTexts): ComparedFile[] {
  return RULESET_FILES.map((file) => {
    const sides = { before: textOf(file, before), after: textOf(file, after) };
    return { file, ...sides, differs: sides.before !== sides.after };
  });
}
