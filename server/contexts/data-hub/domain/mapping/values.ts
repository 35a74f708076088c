import { reason } from '../../../../../shared/contract/reasons.ts';
import { QUALITY, type SignalValue } from '../../../../../shared/contract/common.ts';
import type { PayloadRule, QualityRule, TextNumbers } from '../../../../../shared/contract/topic-mappings.ts';
import { checkedValue, NUMBER, type Read } from '../payload.ts';

const COMMA_NUMBER = /^[+-]?(?:(?:0|[1-9]\d*)(?:,\d*)?|,\d+)(?:[eE][+-]?\d+)?$/;

/** What texts of a mapping stand for; made once. */
export interface TextReader {
  readonly numbers: TextNumbers;
  /** The longest first, so that `bar` does not end `mbar`. */
  readonly units: readonly string[];
  readonly states: ReadonlyMap<string, SignalValue>;
}

export function textReader({ numbers, units = [], states = {} }: PayloadRule): TextReader {
  return {
    numbers,
    units: units.toSorted((a, b) => b.length - a.length),
    states: new Map(Object.entries(states).map(([word, value]) => [keyOf(word), value])),
  };
}

function withoutUnit(trimmed: string, units: readonly string[]): string {
  const unit = units.find((each) => trimmed.endsWith(each));
  const number = unit === undefined ? '' : trimmed.slice(0, -unit.length).trimEnd();
  return /[\d.,]$/.test(number) ? number : trimmed;
}

/** A text as the value it stands for. Only what reads as a whole number or fraction becomes one. */
function fromText(text: string, { numbers, units }: TextReader): Read<SignalValue | null> {
  const trimmed = units.length === 0 ? text.trim() : withoutUnit(text.trim(), units);
  if (numbers === 'point' && NUMBER.test(trimmed)) return checkedValue(Number(trimmed));
  if (numbers === 'comma') {
    if (COMMA_NUMBER.test(trimmed)) return checkedValue(Number(trimmed.replace(',', '.')));
    // Silently a text, or thousandfold: neither may happen to a number.
    if (/^[+-]?[\d.,]*\d[\d.,]*$/.test(trimmed))
      return {
        ok: false,
        reason: reason('noCommaNumber', { text: JSON.stringify(trimmed.slice(0, 40)) }),
      };
  }
  return checkedValue(text);
}

/** A value as it stands in a JSON payload. */
export function mappedValue(raw: unknown, reader: TextReader): Read<SignalValue | null> {
  if (raw === undefined) return { ok: false, reason: reason('noValueThere') };
  if (reader.states.size > 0 && raw !== null && typeof raw !== 'object') {
    const state = reader.states.get(keyOf(raw));
    if (state !== undefined) return checkedValue(state);
  }
  if (typeof raw === 'string') return fromText(raw, reader);
  return checkedValue(raw as SignalValue);
}

/** A whole payload of text. */
export function plainValue(text: string, reader: TextReader): Read<SignalValue | null> {
  const trimmed = text.trim();
  const state = reader.states.size === 0 ? undefined : reader.states.get(keyOf(trimmed));
  if (state !== undefined) return checkedValue(state);
  if (trimmed === 'true' || trimmed === 'false') return { ok: true, value: trimmed === 'true' };
  if (trimmed === 'null') return { ok: true, value: null };
  if (/^[+-]?(?:nan|inf|infinity)$/i.test(trimmed) && reader.numbers !== 'text')
    return { ok: false, reason: reason('notFinite', { text: trimmed.slice(0, 20) }) };
  return fromText(text, reader);
}

/** Reads a quality as it stands in a payload; undefined stands for none. */
export type QualityReader = (raw: unknown, value: SignalValue | null, clockSuspect: boolean) => Read<number>;

function good(value: SignalValue | null, clockSuspect: boolean): number {
  if (value === null) return QUALITY.bad;
  return clockSuspect ? QUALITY.clockSuspect : QUALITY.good;
}

/** Words as they are compared: without case, in NFC. */
const keyOf = (raw: unknown) => String(raw).trim().normalize('NFC').toUpperCase();

/** How qualities after a rule are read; without a rule everything but `null` is good. */
export function qualityReader(rule: Omit<QualityRule, 'path'> | undefined): QualityReader {
  if (rule === undefined)
    return (_raw, value, clockSuspect) => ({ ok: true, value: good(value, clockSuspect) });
  const words = new Map(Object.entries(rule.words).map(([word, quality]) => [keyOf(word), quality]));
  const codeOf = (raw: unknown): number | undefined => {
    const named = words.get(keyOf(raw));
    if (named !== undefined) return named;
    if (typeof raw === 'boolean') return raw ? QUALITY.good : QUALITY.bad;
    const isCode = typeof raw === 'number' && Number.isInteger(raw) && raw >= 0 && raw <= 0x7fff_ffff;
    return isCode ? raw : rule.otherwise;
  };
  return (raw, value, clockSuspect) => {
    if (raw === undefined || raw === null) return { ok: true, value: good(value, clockSuspect) };
    const code = typeof raw === 'object' ? undefined : codeOf(raw);
    if (code === undefined)
      return {
        ok: false,
        reason: reason('mappedQuality', { text: (JSON.stringify(raw) ?? '').slice(0, 60) }),
      };
    return { ok: true, value: clockSuspect && code === QUALITY.good ? QUALITY.clockSuspect : code };
  };
}
