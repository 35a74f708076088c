import type { FindingFix } from '../../../../../shared/contract/ruleset-check.ts';

/** A script with a fix in it, or as it is where what was to be replaced is no longer there. Columns count characters. */
export function fixed(source: string, { line, column, endColumn, old, text }: FindingFix): string {
  const lines = source.split('\n');
  const signs = [...(lines[line - 1] ?? '')];
  if (signs.slice(column - 1, endColumn - 1).join('') !== old) return source;
  lines[line - 1] = [...signs.slice(0, column - 1), text, ...signs.slice(endColumn - 1)].join('');
  return lines.join('\n');
}
