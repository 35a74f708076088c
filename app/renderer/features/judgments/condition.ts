import type { TraceEntry } from '../../../../shared/contract/judgment.ts';

const MOST_LINES = 6;

/**
 * The condition that stands at a line of a rule script, without `if` and braces: from the line up to its opening
 * brace. Undefined when there is no such line.
 */
export function conditionAt(source: string, line: number | undefined): string | undefined {
  if (line === undefined) return undefined;
  const lines = source.split('\n').slice(line - 1, line - 1 + MOST_LINES);
  if (lines[0] === undefined) return undefined;
  let text = '';
  for (const part of lines) {
    text += ` ${part.trim()}`;
    if (part.includes('{')) break;
  }
  const open = text.indexOf('{');
  const head = open < 0 ? (lines[0] ?? '') : text.slice(0, open);
  const bare = head
    .trim()
    .replace(/^}?\s*(else\s+)?if\s+/, '')
    .replace(/\s+/g, ' ')
    .trim();
  return bare === '' ? undefined : bare;
}

export type ConditionPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'name'; readonly text: string; readonly value: TraceEntry['values'][string] };

/** A condition cut into plain text and the names whose values are known, e.g. `temperature` and `parameters.limit`. */
export function conditionParts(condition: string, values: TraceEntry['values']): ConditionPart[] {
  const names = Object.keys(values).sort((a, b) => b.length - a.length);
  if (names.length === 0) return [{ kind: 'text', text: condition }];
  const escaped = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`(?<![\\w.])(?:${escaped.join('|')})(?![\\w])`, 'g');
  const parts: ConditionPart[] = [];
  let end = 0;
  for (const match of condition.matchAll(pattern)) {
    if (match.index > end) parts.push({ kind: 'text', text: condition.slice(end, match.index) });
    parts.push({ kind: 'name', text: match[0], value: values[match[0]] ?? null });
    end = match.index + match[0].length;
  }
  if (end < condition.length) parts.push({ kind: 'text', text: condition.slice(end) });
  return parts;
}

/** Values seen that the condition's text does not name, so that none is hidden. */
export function unnamedValues(
  parts: readonly ConditionPart[],
  values: TraceEntry['values'],
): TraceEntry['values'] {
  const named = new Set(parts.flatMap((part) => (part.kind === 'name' ? [part.text] : [])));
  return Object.fromEntries(Object.entries(values).filter(([name]) => !named.has(name)));
}
