import { reason, type Reason } from '../../../../../../shared/contract/reasons.ts';
import type { FieldRole } from '../../../../../../shared/contract/topic-payloads.ts';
import { decodePayload, parseJson } from '../../payload.ts';
import {
  payloadRuleSchema,
  type PayloadRule,
  type TopicMapping,
} from '../../../../../../shared/contract/topic-mappings.ts';
import { isPluralPath } from '../json-path.ts';
import { fieldsOf, type Field } from './fields.ts';
import { guessPicks, wordsOf } from './payload-guess.ts';
import { pathsOf, picksOf, type JsonPayloadRule, type Picks } from './picks.ts';
import { timeOf, type Arrival } from './time-format.ts';
import { guessTopic } from './topic-guess.ts';

/** What a payload is: fields of JSON, or one plain value. */
export type SeenPayload =
  | { readonly form: 'json'; readonly fields: readonly Field[]; readonly left: number }
  | { readonly form: 'text'; readonly text: string };

export function seenPayload(payload: Uint8Array, arrival: Arrival): SeenPayload | { readonly fault: Reason } {
  const text = decodePayload(payload);
  if (!text.ok) return { fault: text.reason };
  const trimmed = text.value.trim();
  if (!/^[[{"]/.test(trimmed)) return { form: 'text', text: trimmed };
  const json = parseJson(trimmed);
  return json.ok ? { form: 'json', ...fieldsOf(json.value, arrival) } : { fault: json.reason };
}

/** What a mapping begins as that is made from a payload. */
export type Guess = Pick<TopicMapping, 'pattern' | 'tag' | 'payload'>;

/** A mapping for topics such as this one by what they and the payload look like, or why there is none. */
export function guessMapping(
  topic: string,
  payload: SeenPayload,
  { arrival, seen }: { readonly arrival: Arrival; readonly seen: readonly string[] },
): Guess | { readonly fault: Reason } {
  if (payload.form === 'text') {
    const { pattern, tag } = guessTopic(topic, seen, { isNamed: false, levels: [] });
    const numbers = /^[+-]?\d+,\d+$/.test(payload.text) ? 'comma' : 'point';
    return { pattern, tag, payload: { form: 'text', numbers } };
  }
  const found = guessPicks(payload.fields, arrival);
  if (found === null) return { fault: reason('noValueGuessed') };
  const { pattern, tag, used } = guessTopic(topic, seen, {
    isNamed: found.isNamed && !isNameInTopic(found.values, topic),
    levels: Object.keys(found.parts),
  });
  const parts = Object.fromEntries(Object.entries(found.parts).filter(([part]) => used.includes(part)));
  const paths = pathsOf({ ...found, parts });
  if ('fault' in paths) return paths;
  const { time, quality, ...rest } = paths;
  return {
    pattern,
    tag,
    payload: payloadRuleSchema.parse({
      form: 'json',
      ...rest,
      numbers: found.numbers,
      ...(time === undefined ? {} : { time: { path: time, ...found.timeFormat } }),
      ...(quality === undefined ? {} : { quality: { path: quality, words: found.qualityWords } }),
    }),
  };
}

/** Whether the one value is what the topic already says at its end: `…/temperature` with `{"temp": 21}`. */
function isNameInTopic(values: readonly Field[], topic: string): boolean {
  const [value, ...others] = values;
  const last = value?.steps.at(-1);
  if (others.length > 0 || last?.kind !== 'name') return false;
  const [end, name] = [topic.slice(topic.lastIndexOf('/') + 1).toLowerCase(), last.name.toLowerCase()];
  return name.length > 1 && (end.includes(name) || name.includes(end));
}

export function roleOf(picks: Picks, field: Field): { readonly role: FieldRole; readonly part?: string } {
  if (picks.time === field) return { role: 'time' };
  if (picks.quality === field) return { role: 'quality' };
  if (picks.name === field) return { role: 'name' };
  const part = Object.entries(picks.parts).find(([, other]) => other === field)?.[0];
  if (part !== undefined) return { role: 'part', part };
  return { role: picks.values.includes(field) ? 'value' : 'none' };
}

function withPick(picks: Picks, field: Field, role: FieldRole, part: string): Picks {
  const without = (one: Field | null) => (one === field ? null : one);
  const parts = Object.entries(picks.parts).filter(([, other]) => other !== field);
  return {
    values: [...picks.values.filter((other) => other !== field), ...(role === 'value' ? [field] : [])],
    name: role === 'name' ? field : without(picks.name),
    time: role === 'time' ? field : without(picks.time),
    quality: role === 'quality' ? field : without(picks.quality),
    parts: Object.fromEntries(role === 'part' ? [...parts, [part, field]] : parts),
  };
}

/** A name for a part of the tag, after the field it comes from; not one of `taken`. */
function partName(field: Field, taken: ReadonlySet<string>): string {
  const base =
    field.label
      .replaceAll(/\W/g, '')
      .replace(/^[^A-Za-z]+/, '')
      .slice(0, 30) || 'part';
  let name = base;
  for (let number = 2; taken.has(name); number += 1) name = `${base}${number}`;
  return name;
}

/**
 * A mapping with one field of a payload taken for something else, or why that cannot be. What the rule says beside paths
 * (words, other names) stays; a tag whose values would be one gets `{name}`.
 */
export function pickField(
  mapping: TopicMapping,
  rule: JsonPayloadRule,
  fields: readonly Field[],
  pick: { readonly path: string; readonly role: FieldRole; readonly arrival: Arrival },
): TopicMapping | { readonly fault: Reason } {
  const field = fields.find(({ path, kind }) => path === pick.path && kind !== 'object');
  if (field === undefined) return { fault: reason('pickGone', { path: pick.path }) };
  const before = picksOf(rule, fields);
  const single = new Set([before.name, before.time, before.quality, ...Object.values(before.parts)]);
  const current = { ...before, values: before.values.filter((value) => !single.has(value)) };
  const names = [...mapping.pattern.matchAll(/\{(\w+)/g)].map(([, name]) => name ?? '');
  const taken = new Set([...names, ...Object.keys(rule.fields), 'name']);
  const picks = withPick(current, field, pick.role, partName(field, taken));
  if (picks.values.length === 0) return { fault: reason('pickAValue') };
  const format = pick.role === 'time' ? timeOf(field.values, pick.arrival)?.format : undefined;
  if (pick.role === 'time' && format === undefined)
    return { fault: reason('pickNoTime', { path: pick.path }) };
  const paths = pathsOf(picks);
  if ('fault' in paths) return paths;
  const { time, quality, ...rest } = paths;
  const { time: oldTime, quality: oldQuality, name: _name, ...others } = rule;
  const payload: PayloadRule = payloadRuleSchema.parse({
    ...others,
    ...rest,
    ...(time === undefined ? {} : { time: { ...(format ?? oldTime), path: time } }),
    ...(quality === undefined
      ? {}
      : {
          quality: {
            words: {},
            ...(pick.role === 'quality' ? { words: wordsOf(field) ?? {} } : oldQuality),
            path: quality,
          },
        }),
  });
  return {
    ...mapping,
    tag: withName(mapping.tag, paths.values, paths.name !== undefined, pick.role),
    payload,
  };
}

/** The tag with `{name}` at its end where values would be one without it. */
function withName(tag: string, values: readonly string[], isNamed: boolean, role: FieldRole): string {
  const isSeveral = values.length > 1 || values.some(isPluralPath);
  const isNewName = isNamed && role === 'name';
  if (tag.includes('{name}') || !(isSeveral || isNewName)) return tag;
  return `${tag}.{name}`;
}
