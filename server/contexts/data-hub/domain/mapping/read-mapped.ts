import { placed, reason, type Reason, type ReasonPlace } from '../../../../../shared/contract/reasons.ts';
import {
  decodePayload,
  MAX_VALUES_PER_MESSAGE,
  parseJson,
  type Fault,
  type Reading,
  type Readings,
} from '../payload.ts';
import type { CompiledMapping, JsonRule } from './compile.ts';
import { nodeOf, nodesOf, type JsonNode, type JsonPath } from './json-path.ts';
import type { Parts } from './pattern.ts';
import { fillTemplate, partsOf } from './tag-template.ts';
import { mappedValue, plainValue, qualityReader } from './values.ts';

/** A topic that a mapping reads, with the parts it has in it. */
export interface MappedTopic {
  readonly mapping: CompiledMapping;
  readonly parts: Parts;
}

/** What paths start at. */
interface Scope {
  readonly $: unknown;
  readonly '@': unknown;
  readonly '@@': unknown;
}

type Stamp = Pick<Reading, 'at' | 'seq' | 'clockSuspect'>;

const NO_STAMP: Stamp = { at: null, seq: null, clockSuspect: false };

/** Collects what one message of a mapped topic holds. */
class MappedReader {
  readonly readings: Reading[] = [];
  readonly faults: Fault[] = [];
  readonly #topic: MappedTopic;
  readonly #now: number;
  /** Where a tag has its value from, of the sample in hand. */
  #paths = new Set<string>();

  constructor(topic: MappedTopic, now: number) {
    this.#topic = topic;
    this.#now = now;
  }

  fault(why: Reason, path: string | null = null, place: ReasonPlace = {}): void {
    this.faults.push({ path, reason: placed(why, place) });
  }

  text(text: string): void {
    const { mapping, parts } = this.#topic;
    const target = fillTemplate(mapping.template, partsOf(parts));
    if ('reason' in target) return this.fault(target.reason);
    const value = plainValue(text, mapping.rule.texts);
    if (!value.ok) return this.fault(value.reason, target.path);
    this.#keep(target.path, value.value, undefined, NO_STAMP, {});
  }

  json(rule: JsonRule, root: unknown): void {
    const samples = nodesOf(rule.samples, root, MAX_VALUES_PER_MESSAGE);
    if (samples.length === 0) return this.fault(reason('noSample'));
    for (const [index, sample] of samples.entries()) {
      this.#sample(
        rule,
        { $: root, '@': sample.value, '@@': sample.value },
        samples.length > 1 ? { sample: index } : {},
      );
      if (this.readings.length + this.faults.length > MAX_VALUES_PER_MESSAGE) return this.#tooMany();
    }
  }

  #tooMany(): void {
    this.readings.length = 0;
    this.faults.length = 0;
    this.fault(reason('tooManyValues', { most: MAX_VALUES_PER_MESSAGE }));
  }

  #sample(rule: JsonRule, scope: Scope, place: ReasonPlace): void {
    this.#paths = new Set();
    let found = 0;
    for (const path of rule.values) {
      const nodes = nodesOf(path, scope[path.root], MAX_VALUES_PER_MESSAGE);
      found += nodes.length;
      for (const node of nodes) this.#value(rule, { ...scope, '@@': node.value }, node, place);
      if (this.readings.length + this.faults.length > MAX_VALUES_PER_MESSAGE) return;
    }
    if (found === 0) this.fault(reason('noValueFound'), null, place);
  }

  #value(rule: JsonRule, scope: Scope, node: JsonNode, place: ReasonPlace): void {
    const name = this.#nameOf(rule, scope, node);
    const at = name === '' ? place : { ...place, value: name.slice(0, 60) };
    const own = new Map([['name', name]]);
    for (const [field, path] of rule.fields) {
      const text = textOf(find(path, scope));
      if (text !== null) own.set(field, text);
    }
    const target = fillTemplate(this.#topic.mapping.template, partsOf(own, this.#topic.parts));
    if ('reason' in target) return this.fault(target.reason, null, at);
    if (this.#paths.has(target.path)) return this.fault(reason('sameTag', { path: target.path }), null, at);
    this.#paths.add(target.path);
    const stamp = this.#stamp(rule, scope);
    if ('code' in stamp) return this.fault(stamp, target.path, at);
    const value = mappedValue(find(rule.value, scope), rule.texts);
    if (!value.ok) return this.fault(value.reason, target.path, at);
    const quality = rule.quality.path === null ? undefined : find(rule.quality.path, scope);
    this.#keep(target.path, value.value, quality, stamp, at);
  }

  #nameOf(rule: JsonRule, scope: Scope, node: JsonNode): string {
    const name = rule.name === null ? node.name : (textOf(find(rule.name, scope)) ?? '');
    return rule.rename.get(name) ?? name;
  }

  #stamp(rule: JsonRule, scope: Scope): Stamp | Reason {
    const seq = (rule.seq === null ? null : find(rule.seq, scope)) ?? null;
    if (seq !== null && (!Number.isSafeInteger(seq) || (seq as number) < 0)) return reason('mappedSeq');
    const number = seq as number | null;
    const raw = rule.time === null ? undefined : find(rule.time.path, scope);
    if (rule.time === null || raw === undefined || raw === null)
      return { at: null, seq: number, clockSuspect: false };
    const time = rule.time.read(raw, this.#now);
    return time.ok ? { at: time.at, seq: number, clockSuspect: time.clockSuspect } : time.reason;
  }

  #keep(path: string, value: Reading['value'], rawQuality: unknown, stamp: Stamp, place: ReasonPlace): void {
    const { rule } = this.#topic.mapping;
    const read = rule.form === 'json' ? rule.quality.read : qualityOfText;
    const quality = read(rawQuality, value, stamp.clockSuspect);
    if (!quality.ok) return this.fault(quality.reason, path, place);
    this.readings.push({ path, value, quality: quality.value, ...stamp });
  }
}

const qualityOfText = qualityReader(undefined);

function find(path: JsonPath, scope: Scope): unknown {
  return nodeOf(path, scope[path.root]);
}

/** A part of a tag as it stands in a payload; null where it is none. */
function textOf(raw: unknown): string | null {
  if (typeof raw === 'string') return raw;
  return typeof raw === 'number' || typeof raw === 'boolean' ? String(raw) : null;
}

/**
 * Reads one payload of a mapped topic. Never throws: what cannot be read is a fault with its reason, and the other
 * values of the same message are still read.
 *
 * @param now epoch milliseconds of arrival
 */
export function readMapped(topic: MappedTopic, payload: Uint8Array, now: number): Readings {
  const reader = new MappedReader(topic, now);
  const { rule } = topic.mapping;
  const text = decodePayload(payload);
  if (!text.ok) reader.fault(text.reason);
  else if (rule.form === 'text') reader.text(text.value);
  else {
    const json = parseJson(text.value);
    if (json.ok) reader.json(rule, json.value);
    else reader.fault(json.reason);
  }
  return reader;
}
