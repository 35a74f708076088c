import type { LocalizedText, SignalValue } from '../contract/common.ts';
import type { InputValue } from '../contract/judgment.ts';
import type { RulesetInput } from '../contract/rules.ts';

/** In words, what an input takes. */
export function expectedOf(input: RulesetInput): LocalizedText {
  if (input.take === 'count' || input.take === 'changes') return { ko: '수', en: 'a number' };
  if (input.values !== undefined) {
    const values = input.values.join(', ');
    return { ko: `다음 중 하나: ${values}`, en: `one of ${values}` };
  }
  return {
    number: { ko: '유한한 수', en: 'a finite number' },
    boolean: { ko: '참 또는 거짓', en: 'true or false' },
    text: { ko: '텍스트', en: 'a text' },
  }[input.type];
}

/** The value as the input's type, or undefined where it is none. PLC booleans may come as 0 and 1. */
export function inputValueOf(input: RulesetInput, value: SignalValue | null): InputValue | undefined {
  const wanted = input.take === 'count' || input.take === 'changes' ? 'number' : input.type;
  if (wanted === 'number') {
    if (typeof value === 'boolean' && input.tag !== undefined) return value ? 1 : 0;
    return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
  }
  if (wanted === 'boolean') {
    if (typeof value === 'boolean') return value;
    return input.tag !== undefined && (value === 0 || value === 1) ? value === 1 : undefined;
  }
  if (typeof value !== 'string') return undefined;
  const text = value.normalize('NFC');
  return input.values === undefined || input.values.includes(text) ? text : undefined;
}

/** The same for a value that a request sends: no PLC says it, so what looks like another type is a mistake. */
export const sentValueOf = (input: RulesetInput, value: SignalValue): InputValue | undefined =>
  inputValueOf({ ...input, tag: undefined }, value);
