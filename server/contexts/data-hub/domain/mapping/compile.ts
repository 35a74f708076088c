import { placed, reason, textOfReason, type Reason } from '../../../../../shared/contract/reasons.ts';
import type { FieldError } from '../../../../../shared/contract/errors.ts';
import type { PayloadRule, TopicMapping } from '../../../../../shared/contract/topic-mappings.ts';
import { isPluralPath, parsePath, type JsonPath, type Root } from './json-path.ts';
import { parsePattern, partNamesOf, type TextFault, type TopicPattern } from './pattern.ts';
import { parseTemplate, type TagTemplate } from './tag-template.ts';
import { faultsOfTime, timeReader, type TimeReader } from './time.ts';
import { qualityReader, textReader, type QualityReader, type TextReader } from './values.ts';

export interface JsonRule {
  readonly form: 'json';
  readonly samples: JsonPath;
  readonly values: readonly JsonPath[];
  readonly value: JsonPath;
  readonly name: JsonPath | null;
  readonly rename: ReadonlyMap<string, string>;
  readonly fields: readonly (readonly [name: string, path: JsonPath])[];
  readonly texts: TextReader;
  readonly time: { readonly path: JsonPath; readonly read: TimeReader } | null;
  readonly quality: { readonly path: JsonPath | null; readonly read: QualityReader };
  readonly seq: JsonPath | null;
}

/** A mapping ready to read payloads. */
export interface CompiledMapping {
  readonly id: string;
  readonly name: string;
  readonly pattern: TopicPattern;
  readonly template: TagTemplate;
  readonly rule: JsonRule | { readonly form: 'text'; readonly texts: TextReader };
}

/** Name of the part that is a value's own name in its payload. */
const VALUE_NAME = 'name';

class Compiler {
  readonly faults: FieldError[] = [];

  fault(path: string, why: Reason): void {
    this.faults.push({ path, message: textOfReason(why, 'en'), reason: why });
  }

  /** A part that was read, or null where it was not; then its fault is noted. */
  parsed<T extends object>(path: string, result: T | TextFault): T | null {
    if (!('at' in result && 'reason' in result)) return result;
    this.fault(path, placed(result.reason, { character: result.at + 1 }));
    return null;
  }

  path(field: string, text: string, roots: readonly Root[], isSingle = true): JsonPath | null {
    const path = this.parsed(`payload.${field}`, parsePath(text, roots));
    if (path === null || !isSingle || !path.isPlural) return path;
    this.fault(`payload.${field}`, reason('oneNode'));
    return null;
  }

  json(rule: Extract<PayloadRule, { form: 'json' }>): JsonRule | null {
    const inValue: Root[] = ['@@', '@', '$'];
    const samples = this.path('samples', rule.samples, ['$'], false);
    const values = rule.values.map((text, index) => this.path(`values.${index}`, text, ['@', '$'], false));
    const value = this.path('value', rule.value, ['@@']);
    const name = rule.name === undefined ? null : this.path('name', rule.name, inValue);
    const fields = Object.entries(rule.fields).map(
      ([field, text]) => [field, this.path(`fields.${field}`, text, inValue)] as const,
    );
    const time = rule.time === undefined ? null : this.path('time.path', rule.time.path, inValue);
    const quality = rule.quality === undefined ? null : this.path('quality.path', rule.quality.path, inValue);
    const seq = rule.seq === undefined ? null : this.path('seq', rule.seq, inValue);
    for (const found of rule.time === undefined ? [] : faultsOfTime(rule.time))
      this.fault(`payload.time.${found.field}`, found.reason);
    if (this.faults.length > 0 || samples === null || value === null) return null;
    return {
      form: 'json',
      samples,
      values: values.filter((path) => path !== null),
      value,
      name,
      rename: new Map(Object.entries(rule.rename)),
      fields: fields.flatMap(([field, path]) => (path === null ? [] : [[field, path] as const])),
      texts: textReader(rule),
      time: rule.time === undefined || time === null ? null : { path: time, read: timeReader(rule.time) },
      quality: { path: quality, read: qualityReader(rule.quality) },
      seq,
    };
  }

  /** Every part of the template must come from somewhere, and only from one place. */
  names(template: TagTemplate, pattern: TopicPattern, payload: PayloadRule): void {
    const fields = payload.form === 'json' ? Object.keys(payload.fields) : [];
    const ofTopic = partNamesOf(pattern);
    const hasName = payload.form === 'json';
    for (const field of fields)
      if (ofTopic.includes(field) || field === VALUE_NAME)
        this.fault(`payload.fields.${field}`, reason('thereAlready', { text: `{${field}}` }));
    if (hasName && ofTopic.includes(VALUE_NAME))
      this.fault('pattern', reason('nameIsValues', { text: `{${VALUE_NAME}}` }));
    const known = [...ofTopic, ...fields, ...(hasName ? [VALUE_NAME] : [])];
    const shown = known.map((text) => `{${text}}`).join(' ') || '–';
    for (const name of template.names)
      if (!known.includes(name))
        this.fault(
          'tag',
          reason(hasName ? 'unknownPart' : 'unknownTopicPart', { text: `{${name}}`, known: shown }),
        );
    if (payload.form !== 'json' || template.names.has(VALUE_NAME)) return;
    const perValue = fields.filter((field) => payload.fields[field]?.startsWith('@@'));
    const isSeveral = payload.values.length > 1 || payload.values.some(isPluralPath);
    if (isSeveral && !perValue.some((field) => template.names.has(field)))
      this.fault('tag', reason('severalValues', { text: `{${VALUE_NAME}}` }));
  }
}

/** Makes a mapping ready to read payloads, or says everything that is wrong with it, by field. */
export function compileMapping(
  mapping: TopicMapping,
):
  | { readonly ok: true; readonly mapping: CompiledMapping }
  | { readonly ok: false; readonly faults: readonly FieldError[] } {
  const compiler = new Compiler();
  const pattern = compiler.parsed('pattern', parsePattern(mapping.pattern));
  const template = compiler.parsed('tag', parseTemplate(mapping.tag));
  const { payload } = mapping;
  if (payload.units !== undefined && payload.numbers === 'text')
    compiler.fault('payload.units', reason('unitsNeedNumbers'));
  const rule =
    payload.form === 'json' ? compiler.json(payload) : { form: payload.form, texts: textReader(payload) };
  if (pattern !== null && template !== null) compiler.names(template, pattern, payload);
  if (compiler.faults.length > 0 || pattern === null || template === null || rule === null)
    return { ok: false, faults: compiler.faults };
  const { id, name } = mapping;
  return { ok: true, mapping: { id, name, pattern, template, rule } };
}

/** Mappings ready to read, in their order, and what is wrong with the others, by field from `mappings` on. */
export function compileAll(
  mappings: readonly TopicMapping[],
  { disabledToo = false }: { readonly disabledToo?: boolean } = {},
): { readonly mappings: readonly CompiledMapping[]; readonly faults: readonly FieldError[] } {
  const compiled: CompiledMapping[] = [];
  const faults: FieldError[] = [];
  for (const [index, mapping] of mappings.entries()) {
    if (!mapping.enabled && !disabledToo) continue;
    const result = compileMapping(mapping);
    if (result.ok) compiled.push(result.mapping);
    else
      for (const { path, ...fault } of result.faults)
        faults.push({ path: `mappings.${index}.${path}`, ...fault });
  }
  return { mappings: compiled, faults };
}
