import type { TopicMapping } from '../../../../../shared/contract/topic-mappings.ts';
import { linesOf, recordOf, unquoted } from './draft.ts';

type States = NonNullable<TopicMapping['payload']['states']>;
type State = States[string];

/** As JSON writes numbers: `01`, `0x10` and `Infinity` are texts. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/i;

function stateOf(text: string): State {
  if (/^(?:true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  if (NUMBER.test(text) && Number.isFinite(Number(text))) return Number(text);
  return unquoted(text) ?? text;
}

/** A text that would be read as something else comes in quotes. */
function textOf(state: State): string {
  if (typeof state !== 'string') return String(state);
  return stateOf(state.trim()) === state && !state.includes('\n') ? state : JSON.stringify(state);
}

/** Values by word, from lines of `word = value`: true, false, numbers, texts; what is in quotes is a text. */
export function statesOf(lines: string): States {
  return Object.fromEntries(
    Object.entries(recordOf(lines)).map(([word, text]) => [word, stateOf(text)] as const),
  );
}

/** The lines that `statesOf` reads as these. */
export function linesOfStates(states: States): string {
  return linesOf(
    Object.fromEntries(Object.entries(states).map(([word, state]) => [word, textOf(state)] as const)),
  );
}
