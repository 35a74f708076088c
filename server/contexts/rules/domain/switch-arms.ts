import type { FieldError } from '../../../../shared/contract/errors.ts';
import type { RulesetManifest } from '../../../../shared/contract/rules.ts';
import type { ScriptFacts } from '../ports.ts';

const TEXTS_AND_COMMENTS = /"(?:\\.|[^"\\])*"|`[^`]*`|\/\/.*|\/\*[\s\S]*?\*\//g;
const WHOLE_NUMBERS = /^\s*(-?\d[\d_]*)\s*(?:\|\s*-?\d[\d_]*\s*)*(?:if\b.*)?$/s;

/**
 * Warns where a `switch` over a number compares it with whole numbers: every number reaches a script as a float, and no
 * whole number is ever equal to one there, so that the default is taken. Ranges are.
 */
export function warningsOfSwitches(
  manifest: RulesetManifest,
  source: string,
  rules: ScriptFacts['rules'],
): FieldError[] {
  const numbers = new Set(manifest.inputs.flatMap(({ name, type }) => (type === 'number' ? [name] : [])));
  const lines = source.replaceAll(TEXTS_AND_COMMENTS, blanks).split('\n');
  return rules.flatMap(({ kind, line, column, source: condition }) => {
    const input = condition.trim().replace(/^input\./, '');
    if (kind !== 'switch' || !numbers.has(input)) return [];
    const rest = [...(lines[line - 1] ?? '')].slice(column - 1).join('');
    const arm = wholeNumberArm([rest, ...lines.slice(line)].join('\n'));
    if (arm === undefined) return [];
    const message = `SWITCH_ON_FLOAT: "${input}" is a float, which the whole number ${arm} never equals; write a range, e.g. ${arm}..=${arm}, or use if`;
    return [{ path: `rules.rhai:${line}:${column}`, message }];
  });
}

const blanks = (text: string): string => text.replaceAll(/[^\n]/g, ' ');

/** The first whole number that an arm of the first block of `text` compares with. */
function wholeNumberArm(text: string): string | undefined {
  let depth = 0;
  let pattern = '';
  for (let at = text.indexOf('{'); at >= 0 && at < text.length; at += 1) {
    const character = text.charAt(at);
    if ('{(['.includes(character)) depth += 1;
    else if ('})]'.includes(character)) depth -= 1;
    if (depth === 0) return undefined;
    if (depth > 1 || '{},'.includes(character)) pattern = '';
    else if (text.startsWith('=>', at)) {
      const number = WHOLE_NUMBERS.exec(pattern)?.[1];
      if (number !== undefined) return number;
      pattern = '';
    } else pattern += character;
  }
  return undefined;
}
