import { reason, type Reason } from '../../../../../shared/contract/reasons.ts';
import { levelFault } from '../topic.ts';

/** One level of a pattern: fixed text, a named part, or any text that is not kept. */
type Level =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'part'; readonly name: string }
  | { readonly kind: 'any' };

export interface TopicPattern {
  readonly levels: readonly Level[];
  /** What may follow the levels: nothing, anything (`#`), or the rest of a part `{name...}`. */
  readonly tail: null | 'any' | { readonly part: string };
  /** What is subscribed to; it matches exactly the topics of the pattern. */
  readonly filter: string;
}

export type Parts = ReadonlyMap<string, string>;

/** `at`: position in the text, from 0. */
export interface TextFault {
  readonly at: number;
  readonly reason: Reason;
}

const PART = /^\{([A-Za-z]\w{0,39})(\.\.\.)?\}$/;
const MAX_LEVELS = 32;

export function partNamesOf({ levels, tail }: TopicPattern): string[] {
  const names = levels.flatMap((level) => (level.kind === 'part' ? level.name : []));
  return tail !== null && tail !== 'any' && !names.includes(tail.part) ? [...names, tail.part] : names;
}

function levelOf(text: string): Level | Reason {
  if (text === '+') return { kind: 'any' };
  const part = PART.exec(text);
  if (part?.[1] !== undefined) return { kind: 'part', name: part[1] };
  if (/[{}]/.test(text)) return reason('noNamedPart', { text: JSON.stringify(text.slice(0, 60)) });
  if (/[+#]/.test(text)) return reason('wildcardLevels');
  const fault = levelFault(text, 'pattern');
  return fault === null || text === '' ? { kind: 'text', text } : fault;
}

/** Reads a pattern such as `plc/{line}/{equipment}/+/{tag}`, or says what is wrong and where. */
export function parsePattern(text: string): TopicPattern | TextFault {
  const texts = text.split('/');
  if (texts.length > MAX_LEVELS) return { at: 0, reason: reason('atMostLevels', { most: MAX_LEVELS }) };
  if (text.startsWith('$share/')) return { at: 0, reason: reason('noShared') };
  const levels: Level[] = [];
  const names = new Set<string>();
  let tail: TopicPattern['tail'] = null;
  let at = 0;
  for (const [index, levelText] of texts.entries()) {
    const isLast = index === texts.length - 1;
    if (levelText === '#' && isLast) tail = 'any';
    else {
      const level = levelOf(levelText);
      if ('code' in level) return { at, reason: level };
      if (level.kind === 'part') {
        if (names.has(level.name)) return { at, reason: reason('thereTwice', { text: `{${level.name}}` }) };
        names.add(level.name);
        if (levelText.endsWith('...}')) {
          if (!isLast) return { at, reason: reason('onlyLast', { text: `{${level.name}...}` }) };
          tail = { part: level.name };
        }
      }
      levels.push(level);
    }
    at += levelText.length + 1;
  }
  const filter = levels.map((level) => (level.kind === 'text' ? level.text : '+'));
  if (tail !== null) filter.push('#');
  return { levels, tail, filter: filter.join('/') };
}

/** The named parts of a topic, or null where the pattern does not match it. */
export function matchTopic({ levels, tail }: TopicPattern, topic: readonly string[]): Parts | null {
  if (topic.length < levels.length || (tail === null && topic.length > levels.length)) return null;
  // As the broker has it: names that start with $ are matched by no wildcard.
  if (levels[0]?.kind !== 'text' && topic[0]?.startsWith('$') === true) return null;
  const parts = new Map<string, string>();
  for (const [index, level] of levels.entries()) {
    const text = topic[index] ?? '';
    if (level.kind === 'text' && level.text !== text) return null;
    if (level.kind === 'part') parts.set(level.name, text);
  }
  if (tail !== null && tail !== 'any') parts.set(tail.part, topic.slice(levels.length - 1).join('.'));
  return parts;
}
