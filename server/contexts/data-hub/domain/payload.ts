import {
  placed,
  reason,
  type Reason,
  type ReasonCode,
  type ReasonPlace,
} from '../../../../shared/contract/reasons.ts';
import { QUALITY, type SignalValue } from '../../../../shared/contract/common.ts';
import { readSourceTime } from './source-time.ts';
import { tagPathOf, type TextTarget } from './topic.ts';
import { reasonOfJson } from './json-reason.ts';

export const MAX_PAYLOAD_BYTES = 1_048_576;
export const MAX_VALUES_PER_MESSAGE = 50_000;
export const MAX_TEXT_LENGTH = 10_000;
const MAX_UNIT_LENGTH = 32;

/** One value as its source meant it. `at` is null where the source sent no time, `seq` where it sent no number. */
export interface Reading {
  /** Its address: the path its source gives it, which is not where the tag stands once somebody has moved it. */
  readonly path: string;
  readonly value: SignalValue | null;
  readonly quality: number;
  readonly at: number | null;
  readonly seq: number | null;
  readonly clockSuspect: boolean;
  /**
   * Set where a source tells its state rather than sending samples: a value at a time already known is the same value
   * again, unless it differs (a correction). `historical` is kept in its own time and never shown as live; `mark` says
   * that there is no value any more, and is never older than the newest value.
   */
  readonly kind?: 'live' | 'historical' | 'mark';
  /** Set where a source says that this is still its value at that time, whenever it got it. Epoch milliseconds. */
  readonly confirmedAt?: number;
  /** Set where the message says in which unit the value is, as it is written there. */
  readonly unit?: string;
}

/** Something that could not be read; `path` where it is known which tag it was for. */
export interface Fault {
  readonly path: string | null;
  readonly reason: Reason;
}

export interface Readings {
  readonly readings: readonly Reading[];
  readonly faults: readonly Fault[];
}

interface Stamp {
  readonly at: number | null;
  readonly seq: number | null;
  readonly clockSuspect: boolean;
}

/** What was read, or why it cannot be. */
export type Read<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: Reason };

// A value's type must not depend on luck: 007 is a code, 7 a number; +7 and .5 are how some controllers print.
export const NUMBER = /^[+-]?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const NOT_FINITE = /^[+-]?(?:nan|inf|infinity|1\.#(?:inf|ind|qnan|snan))$/i;
// oxlint-disable-next-line no-control-regex
const BINARY = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;
const decoder = new TextDecoder('utf-8', { fatal: true });

function failed(code: ReasonCode, parameters?: Reason['parameters']): { ok: false; reason: Reason } {
  return { ok: false, reason: reason(code, parameters) };
}

/** A value as it is kept: finite, text in NFC without control characters, not too long; or why it cannot be. */
export function checkedValue(value: SignalValue | null): Read<SignalValue | null> {
  return readValue(value);
}

function readValue(value: unknown): Read<SignalValue | null> {
  if (value === null || typeof value === 'boolean') return { ok: true, value };
  if (typeof value === 'number') {
    return Number.isFinite(value) ? { ok: true, value } : failed('beyondDouble');
  }
  if (typeof value === 'string') return readText(value);
  if (value === undefined) return failed('noV');
  return failed(Array.isArray(value) ? 'isArray' : 'isObject');
}

function readText(text: string): Read<string> {
  if (text.length > MAX_TEXT_LENGTH)
    return failed('textTooLong', { length: text.length, most: MAX_TEXT_LENGTH });
  if (!text.isWellFormed()) return failed('halfCharacter');
  if (BINARY.test(text)) return failed('controlCharacters');
  return { ok: true, value: text.normalize('NFC') };
}

/** A payload that is no JSON container: a number, `true`, `false`, `null` or bare text. */
function readBare(text: string): Read<SignalValue | null> {
  const trimmed = text.trim();
  if (NUMBER.test(trimmed)) return readValue(Number(trimmed));
  if (trimmed === 'true' || trimmed === 'false') return { ok: true, value: trimmed === 'true' };
  if (trimmed === 'null') return { ok: true, value: null };
  if (NOT_FINITE.test(trimmed)) return failed('notFinite', { text: trimmed.slice(0, 20) });
  return readText(text);
}

function readQuality(q: unknown, value: SignalValue | null, clockSuspect: boolean): Read<number> {
  if (q === undefined || q === null) {
    if (value === null) return { ok: true, value: QUALITY.bad };
    return { ok: true, value: clockSuspect ? QUALITY.clockSuspect : QUALITY.good };
  }
  if (typeof q !== 'number' || !Number.isInteger(q) || q < 0 || q > 0x7fff_ffff) return failed('badQ');
  return { ok: true, value: clockSuspect && q === QUALITY.good ? QUALITY.clockSuspect : q };
}

function readStamp(t: unknown, seq: unknown, now: number): Read<Stamp> {
  if (seq !== undefined && seq !== null && (!Number.isSafeInteger(seq) || (seq as number) < 0))
    return failed('badSeq');
  const number = (seq as number | null | undefined) ?? null;
  if (t === undefined || t === null)
    return { ok: true, value: { at: null, seq: number, clockSuspect: false } };
  if (typeof t !== 'string' && typeof t !== 'number') return failed('badT');
  const time = readSourceTime(t, now);
  if (!time.ok) return time;
  return { ok: true, value: { at: time.at, seq: number, clockSuspect: time.clockSuspect } };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Collects what one message holds. */
class Collector {
  readonly readings: Reading[] = [];
  readonly faults: Fault[] = [];
  readonly #now: number;

  constructor(now: number) {
    this.#now = now;
  }

  fault(path: string | null, why: Reason, place: ReasonPlace = {}): void {
    this.faults.push({ path, reason: placed(why, place) });
  }

  /** One element of the own form: a bare JSON value or `{v,t,q,seq,u}`. */
  own(path: string, element: unknown, place: ReasonPlace): void {
    if (!isObject(element)) return this.value(path, element, undefined, NO_STAMP, place);
    const stamp = readStamp(element['t'], element['seq'], this.#now);
    if (!stamp.ok) return this.fault(path, stamp.reason, place);
    this.value(path, element['v'], element['q'], stamp.value, place, undefined, element['u']);
  }

  grouped(equipment: string, element: unknown, place: ReasonPlace): void {
    if (!isObject(element) || !isObject(element['values'])) return this.fault(null, reason('grouped'), place);
    const stamp = readStamp(element['t'], element['seq'], this.#now);
    if (!stamp.ok) return this.fault(null, stamp.reason, place);
    const [values, q] = [element['values'], element['q']];
    const units = isObject(element['units']) ? element['units'] : null;
    const names = Object.keys(values);
    const all = Object.values(values);
    for (let index = 0; index < names.length; index += 1) {
      const name = names[index] as string;
      const target = tagPathOf(equipment, name);
      if ('reason' in target) this.fault(null, target.reason, place);
      else this.value(target.path, all[index], q, stamp.value, place, name, units?.[name]);
    }
    if (names.length === 0) this.fault(null, reason('noValues'), place);
  }

  /** `name`: of the value in its message. `u`: the unit it says it has. */
  value(
    path: string,
    raw: unknown,
    q: unknown,
    stamp: Stamp,
    place: ReasonPlace,
    name?: string,
    u?: unknown,
  ): void {
    const { at, seq, clockSuspect } = stamp;
    // What is no unit is left aside, as every further member is: it may be a gateway's own.
    const unit = typeof u === 'string' && u !== '' && u.length <= MAX_UNIT_LENGTH ? { unit: u } : null;
    // Nearly all are: one object for a value and nothing else.
    if (
      unit === null &&
      typeof raw === 'number' &&
      Number.isFinite(raw) &&
      (q === undefined || q === QUALITY.good)
    ) {
      const quality = clockSuspect ? QUALITY.clockSuspect : QUALITY.good;
      this.readings.push({ path, value: raw, quality, at, seq, clockSuspect });
      return;
    }
    const value = readValue(raw);
    const quality = value.ok ? readQuality(q, value.value, clockSuspect) : value;
    if (value.ok && quality.ok)
      this.readings.push({
        path,
        value: value.value,
        quality: quality.value,
        at,
        seq,
        clockSuspect,
        ...unit,
      });
    else if (!quality.ok)
      this.fault(path, quality.reason, name === undefined ? place : { ...place, value: name.slice(0, 60) });
  }
}

const NO_STAMP: Stamp = { at: null, seq: null, clockSuspect: false };

/** A payload as text. */
export function decodePayload(payload: Uint8Array): Read<string> {
  if (payload.length > MAX_PAYLOAD_BYTES)
    return failed('payloadTooLong', { bytes: payload.length, most: MAX_PAYLOAD_BYTES });
  try {
    const text = decoder.decode(payload);
    return text.trim() === '' ? failed('payloadEmpty') : { ok: true, value: text };
  } catch {
    return failed('notUtf8');
  }
}

export function parseJson(text: string): Read<unknown> {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    return { ok: false, reason: reasonOfJson(error) };
  }
}

/** How many values a container holds, before any of them is looked at. */
function sizeOf(elements: readonly unknown[]): number {
  let size = 0;
  for (const element of elements) {
    const values = isObject(element) ? element['values'] : undefined;
    size += isObject(values) ? Object.keys(values).length : 1;
  }
  return size;
}

function readContainer(target: TextTarget & { path: string }, text: string, into: Collector): void {
  const ownPath = target.kind === 'tag' ? target.path : null;
  const json = parseJson(text);
  if (!json.ok) return into.fault(ownPath, json.reason);
  const isBatch = Array.isArray(json.value);
  const elements: readonly unknown[] = isBatch ? (json.value as unknown[]) : [json.value];
  if (elements.length === 0) return into.fault(ownPath, reason('emptyArray'));
  // Each takes a sign at least.
  if (text.length > MAX_VALUES_PER_MESSAGE && sizeOf(elements) > MAX_VALUES_PER_MESSAGE)
    return into.fault(ownPath, reason('tooManyValues', { most: MAX_VALUES_PER_MESSAGE }));
  elements.forEach((element, index) => {
    const place = isBatch ? { element: index } : {};
    if (target.kind === 'tag') into.own(target.path, element, place);
    else into.grouped(target.path, element, place);
  });
}

/**
 * Reads one MQTT payload after `interfaces.md`, "MQTT in". Never throws: what cannot be read is a fault with its
 * reason, and the other values of the same message are still read.
 *
 * A payload that starts with `{`, `[` or `"` is JSON; anything else is a number, `true`, `false`, `null` or text.
 * Numbers are doubles, so whole numbers beyond 2^53 are rounded. `null` is "no value", of quality 0 unless the
 * source says otherwise.
 *
 * @param now epoch milliseconds of arrival
 */
export function readPayload(target: TextTarget, payload: Uint8Array, now: number): Readings {
  const into = new Collector(now);
  if (target.kind === 'unmapped') {
    into.fault(null, target.reason);
    return into;
  }
  const ownPath = target.kind === 'tag' ? target.path : null;
  const text = decodePayload(payload);
  if (!text.ok) {
    into.fault(ownPath, text.reason);
    return into;
  }
  if (/^\s*[{["]/.test(text.value)) readContainer(target, text.value, into);
  else if (target.kind === 'equipment') into.fault(null, reason('grouped'));
  else {
    const bare = readBare(text.value);
    if (bare.ok) into.value(target.path, bare.value, undefined, NO_STAMP, {});
    else into.fault(target.path, bare.reason);
  }
  return into;
}

/** Reads one element that is JSON already, as an MQTT message of the own forms with just this in it would be read. */
export function readElement(
  target: { readonly kind: 'tag' | 'equipment'; readonly path: string },
  element: unknown,
  now: number,
): Readings {
  const into = new Collector(now);
  if (sizeOf([element]) > MAX_VALUES_PER_MESSAGE)
    into.fault(null, reason('tooManyInLine', { most: MAX_VALUES_PER_MESSAGE }));
  else if (target.kind === 'tag') into.own(target.path, element, {});
  else into.grouped(target.path, element, {});
  return into;
}
