import type { Finding } from '../../../../../shared/contract/ruleset-check.ts';
import { FUNCTION_HELP } from '../../../../../shared/rhai-syntax/help/index.ts';
import type { RulesetManifest } from '../../../../../shared/contract/rules.ts';
import type { IssueFix } from './context.ts';

const LETTERS_PER_SLIP = 3;
const MOST_SLIPS = 2;

type Told = Pick<Finding, 'code' | 'line' | 'column' | 'about'>;
/** What would mend a finding on its line, of which `rest` stands from its column on. */
type Mend = (found: { readonly line: string; readonly rest: string; readonly about: string }) => Change;
type Change = { readonly old: string; readonly text: string } | undefined;

/**
 * What would mend a finding where another text in its place does: a name that is a slip of the pen away from one that is meant, a
 * number that wants to be a float, a range or a text. Where somebody has to decide (a tolerance, a value for one that is missing) it proposes none.
 */
export function fixesOf(
  manifest: RulesetManifest,
  source: string,
): (finding: Told, line: string) => IssueFix | undefined {
  const own = (form: RegExp) => [...source.matchAll(form)].map(([, name]) => name ?? '');
  const variables = [...manifest.inputs.map(({ name }) => name), ...own(/\b(?:let|const|for)\s+(\w+)/g)];
  const functions = [...own(/\bfn\s+(\w+)/g), ...Object.keys(FUNCTION_HELP)];
  const parameters = Object.keys(manifest.parameters);
  const verdicts = Object.keys(manifest.verdicts);
  const mends: Partial<Record<Finding['code'], Mend>> = {
    UNKNOWN_NAME: ({ line, about }) =>
      renamed(about, new RegExp(`\\bparameters\\s*\\.\\s*${about}\\b`).test(line) ? parameters : variables),
    UNKNOWN_FUNCTION: ({ about }) => (functions.includes(about) ? undefined : renamed(about, functions)),
    UNDECLARED_VERDICT: ({ about }) => quoted(renamed(about, verdicts)),
    SHADOWED: ({ rest }) => replaced(rest, /^let\s+(\w+)/, '$1'),
    SWITCH_ON_FLOAT: ({ rest }) => replaced(rest, /^switch\s+(\w+(?:\.\w+)?)(?=\s*\{)/, 'switch to_int($1)'),
    TEXT_AGAINST_NUMBER: ({ line, about }) => againstNumber(line, about),
    ASSIGNED_NOT_READ: ({ line, rest }) =>
      /(^|[;{])\s*\w+\s*$/.test(line.slice(0, line.length - rest.length))
        ? replaced(rest, /^==/, '=')
        : undefined,
    WHOLE_DIVISION: ({ line, rest }) => asFloat(line.slice(0, line.length - rest.length), rest),
  };
  return ({ code, line: at, column, about = '' }, line) => {
    if (at === undefined || column === undefined) return undefined;
    const characters = [...line];
    const before = characters.slice(0, column - 1).join('');
    const change = mends[code]?.({ line, rest: line.slice(before.length), about });
    if (change === undefined) return undefined;
    // Of a dividend the place is that of the sign behind it.
    const isBefore = code === 'WHOLE_DIVISION' && !line.slice(before.length).startsWith(change.old);
    const start = isBefore ? before.trimEnd().lastIndexOf(change.old) : before.length;
    return { at: [at, [...line.slice(0, start)].length + 1], ...change };
  };
}

const renamed = (name: string, known: readonly string[]): Change => {
  const meant = closest(name, known);
  return meant === undefined ? undefined : { old: name, text: meant };
};

const quoted = (change: Change): Change =>
  change && { old: JSON.stringify(change.old), text: JSON.stringify(change.text) };

function replaced(text: string, form: RegExp, by: string): Change {
  const old = form.exec(text)?.[0];
  if (old === undefined) return undefined;
  const rest = text.length - old.length;
  const mended = text.replace(form, by);
  return { old, text: mended.slice(0, mended.length - rest) };
}

/** A text where a number is asked for, or a number where a text is. */
function againstNumber(line: string, about: string): Change {
  const compared = new RegExp(`\\b${about}\\s*[=!<>]=?\\s*("?)(-?\\d+(?:\\.\\d+)?)\\1(?![\\w.])`).exec(line);
  if (about === '' || compared === null) return undefined;
  const [all, quote, number] = compared;
  const text = quote === '' ? all.replace(/-?[\d.]+$/, `"${number}"`) : all.replaceAll('"', '');
  return { old: all, text };
}

/** Of a division of whole numbers one side as a float. */
function asFloat(before: string, rest: string): Change {
  const divisor = /^\/=?\s*(\w+)(?![\w.([])/.exec(rest);
  const dividend = /(?<![\w.)\]])(\w+)\s*$/.exec(before);
  const float = (word: string) => (/^\d+$/.test(word) ? `${word}.0` : `to_float(${word})`);
  if (dividend?.[1] !== undefined && !rest.startsWith('/='))
    return { old: dividend[1], text: float(dividend[1]) };
  if (divisor?.[1] === undefined) return undefined;
  return { old: divisor[0], text: divisor[0].replace(divisor[1], float(divisor[1])) };
}

/** The one of `known` that somebody meant who wrote `word`, if that is plain; undefined where several are as near. */
export function closest(word: string, known: readonly string[]): string | undefined {
  const most = Math.min(MOST_SLIPS, Math.floor(word.length / LETTERS_PER_SLIP));
  const plain = (text: string) => text.toLowerCase().replaceAll(/[\s_-]/g, '');
  const near = [...new Set(known)]
    .filter((name) => name !== word)
    .map((name) => ({ name, slips: slipsBetween(plain(word), plain(name)) }))
    .filter(({ slips }) => slips <= most)
    .sort((a, b) => a.slips - b.slips);
  const [first, second] = near;
  return first === undefined || first.slips === second?.slips ? undefined : first.name;
}

/** Letters added, left out, exchanged with another or with their neighbour (optimal string alignment distance). */
function slipsBetween(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (__, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  const at = (i: number, j: number) => rows[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i += 1)
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a[i - 1] === b[j - 1];
      const isTurned = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      (rows[i] as number[])[j] = Math.min(
        at(i - 1, j) + 1,
        at(i, j - 1) + 1,
        at(i - 1, j - 1) + (isSame ? 0 : 1),
        isTurned ? at(i - 2, j - 2) + 1 : Infinity,
      );
    }
  return at(a.length, b.length);
}
