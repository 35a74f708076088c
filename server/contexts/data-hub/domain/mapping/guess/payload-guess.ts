import { readQuality } from '../../../../../../shared/util/quality-text.ts';
import type { QualityRule, TextNumbers } from '../../../../../../shared/contract/topic-mappings.ts';
import type { Field } from './fields.ts';
import type { Picks } from './picks.ts';
import { timeOf, type Arrival, type TimeFormat } from './time-format.ts';

const TIME_NAME =
  /^(_?time[_-]?(stamp)?|ts|t|d|date|date[_-]?time|at|when|last[_-]?(seen|change|update)|epoch|.*[_-](time|ts|at|dt)|.*(time|timestamp|date)|시각|시간|일시|.*(일시|시각))$/i;
/** Times of the message, which a time of the value goes before. */
const SENT_NAME = /(publish|sent|send|server|gateway|arriv|receiv|process|insert|전송|수신)/i;
const VALUE_NAME =
  /^(v|val|value|wert|reading|measurement|present[_-]?value|data|payload|값|측정값|계측값)$/i;
const NAME_NAME =
  /^(name|id|tag|tag[_-]?(name|id|path)|item([_-]?(name|id))?|key|n|metric|signal|point([_-]?(name|id))?|sensor([_-]?(name|id))?|variable|channel|browse[_-]?name|node[_-]?id|field|label|태그(명|이름)?|이름|항목|신호)$/i;
const QUALITY_NAME =
  /^(q|qual|quality|quality[_-]?(code|text)?|opc[_-]?quality|status|state|good|is[_-]?good|valid|is[_-]?valid|symbol|품질|상태)$/i;
/** Names of numbers that say something of the message or the signal, not of the plant. */
const NO_VALUE_NAME =
  /^(_?msg[_-]?id|message[_-]?id|id|uid|uuid|seq|seq[_-]?(no|num|number)|sequence|sequence[_-]?number|qos|retain(ed)?|dup|version|ver|schema|port|f[_-]?(port|cnt)|alias|data[_-]?type|type|unit|units|uom|decimals|precision|scale|interval|순번)$/i;
const ID_NAME = /[a-z](?:Id|ID)$|[_-]id$/;
/** Names of texts that say what machine or place a message is of. */
const PLACES = [
  ['equipment', /^((device|machine|equipment|asset|host)([_-]?(id|name))?|설비(명|번호)?|장비(명)?)$/i],
  ['line', /^(line([_-]?(id|name))?|라인(명)?)$/i],
  ['area', /^(area|shop|workshop|hall|공정|구역|동)$/i],
  ['site', /^(site|plant|factory|공장(명)?)$/i],
] as const;

export type PlaceLevel = (typeof PLACES)[number][0];

export interface PayloadGuess extends Picks {
  readonly timeFormat: TimeFormat | null;
  readonly qualityWords: QualityRule['words'];
  readonly numbers: TextNumbers;
  /** Whether the value has a name of its own in the payload, rather than one any value could have. */
  readonly isNamed: boolean;
}

const nameOf = ({ steps }: Field) => {
  const last = steps.findLast(({ kind }) => kind === 'name');
  return last?.kind === 'name' ? last.name : '';
};

const parentOf = ({ steps }: Field) => JSON.stringify(steps.slice(0, -1));
/** The lists and members that a field stands in. */
const groupOf = ({ steps }: Field) =>
  JSON.stringify(steps.slice(0, steps.findLastIndex(({ kind }) => kind === 'all') + 1));

function present(field: Field): unknown[] {
  return field.values.filter((value) => value !== null && value !== undefined);
}

/** How the texts of a field stand for numbers; null where they do not. */
function numbersOf(field: Field): 'point' | 'comma' | null {
  const texts = present(field);
  if (field.kind !== 'text' || texts.length === 0) return null;
  const all = (form: RegExp) => texts.every((text) => form.test(String(text).trim()));
  if (all(/^[+-]?(?:0|[1-9]\d*)(?:\.\d+)?$/)) return 'point';
  return all(/^[+-]?(?:0|[1-9]\d*)(?:,\d+)?$/) ? 'comma' : null;
}

/** Qualities by word where a field's texts are such; null where they are not. */
export function wordsOf(field: Field): QualityRule['words'] | null {
  if (field.kind === 'number' || field.kind === 'boolean') return {};
  const words = [...new Set(present(field).map((word) => String(word).trim()))].filter(Boolean);
  const codes = words.map((word) => [word.toUpperCase(), readQuality(word)] as const);
  if (words.length === 0 || codes.some(([, code]) => code === null)) return null;
  return { GOOD: 192, UNCERTAIN: 64, BAD: 0, ...(Object.fromEntries(codes) as Record<string, number>) };
}

/** Codes of OPC and Sparkplug; a 1 or a 3 is a state of the machine as often as a quality. */
const isQualityCode = (value: unknown) =>
  value === 0 || value === 500 || (Number.isInteger(value) && Number(value) >= 64 && Number(value) <= 255);

function isQuality(field: Field): boolean {
  const name = nameOf(field);
  if (!QUALITY_NAME.test(name)) return false;
  if (field.kind === 'text') return wordsOf(field) !== null;
  const isState = /^(status|state|상태)$/i.test(name);
  if (field.kind === 'number') return !isState && present(field).every(isQualityCode);
  return field.kind === 'boolean' && !isState;
}

interface Leaf {
  readonly field: Field;
  readonly time: ReturnType<typeof timeOf>;
}

/** Times first by name, those near their arrival whatever they are called. */
function isTime({ field, time }: Leaf): boolean {
  if (time === null) return false;
  if (field.kind === 'number' && VALUE_NAME.test(nameOf(field))) return false;
  return TIME_NAME.test(nameOf(field)) || time.isNear;
}

/** How many levels two fields have in common. */
function sharedWith({ steps }: Field, value: Field): number {
  const differing = steps.findIndex((step, at) => JSON.stringify(step) !== JSON.stringify(value.steps[at]));
  return differing < 0 ? steps.length : differing;
}

/** Of fields that stand beside the values or above them, the nearest to them; null where there is none. */
function nearest(candidates: readonly Field[], value: Field, better: (field: Field) => number): Field | null {
  const reachable = candidates.filter(({ steps }) => {
    const wild = steps.findLastIndex(({ kind }) => kind === 'all') + 1;
    return JSON.stringify(steps.slice(0, wild)) === JSON.stringify(value.steps.slice(0, wild));
  });
  const score = (field: Field) =>
    better(field) +
    (parentOf(field) === parentOf(value) ? 4 : 0) +
    (groupOf(field) === groupOf(value) ? 2 : 0) +
    sharedWith(field, value) / 10;
  return reachable.toSorted((a, b) => score(b) - score(a))[0] ?? null;
}

/** Whether a field stands in one of the objects, however deep. */
function isWithin({ steps }: Field, objects: ReadonlySet<string>): boolean {
  return steps.some((_step, length) => objects.has(JSON.stringify(steps.slice(0, length))));
}

/** The values: of the objects that say which member is the value that one, else every number and boolean. */
function valuesAmong(candidates: readonly Field[]): Field[] {
  const isReading = (field: Field) =>
    field.kind === 'number' || field.kind === 'boolean' || numbersOf(field) !== null;
  const named = candidates.filter(
    (field) => (VALUE_NAME.test(nameOf(field)) || field.steps.length === 0) && field.kind !== 'null',
  );
  const told = new Set(named.filter((field) => field.steps.at(-1)?.kind === 'name').map(parentOf));
  const found = candidates.filter(
    (field) =>
      named.includes(field) ||
      (isReading(field) &&
        !isWithin(field, told) &&
        !NO_VALUE_NAME.test(nameOf(field)) &&
        !ID_NAME.test(nameOf(field))),
  );
  // Of values in several lists those of the fullest: one mapping reads samples of one.
  const groups = [...Map.groupBy(found, listOf).values()];
  const best = groups.toSorted((a, b) => weight(b) - weight(a))[0] ?? [];
  // Numbers before texts that look like some: a batch number is no reading.
  const sure = best.filter((field) => field.kind !== 'text' || named.includes(field));
  return sure.length > 0 ? sure : best;
}

const listOf = ({ steps }: Field) =>
  JSON.stringify(
    steps.slice(0, steps.findLastIndex((step) => step.kind === 'all' && step.of === 'list') + 1),
  );
const weight = (group: readonly Field[]) =>
  Math.max(0, ...group.map(({ count }) => count)) * 100 + group.length;

/**
 * What the fields of a payload are by their names and values; null where nothing can be a value. Only a guess: it is
 * shown with what comes of it, and each pick can be changed.
 */
export function guessPicks(fields: readonly Field[], arrival: Arrival): PayloadGuess | null {
  const leaves: Leaf[] = fields
    .filter(({ kind }) => kind !== 'object')
    .map((field) => ({ field, time: timeOf(field.values, arrival) }));
  const times = leaves.filter(isTime).map(({ field }) => field);
  const qualities = leaves.flatMap(({ field }) => (isQuality(field) ? [field] : []));
  const values = valuesAmong(
    leaves.flatMap(({ field }) => (times.includes(field) || qualities.includes(field) ? [] : [field])),
  );
  const [value] = values;
  if (value === undefined) return null;
  const time = nearest(times, value, (field) => (SENT_NAME.test(nameOf(field)) ? -3 : 0));
  const quality = nearest(qualities, value, () => 0);
  const texts = leaves.flatMap(({ field }) =>
    values.includes(field) || field === time || field === quality ? [] : [field],
  );
  const inList = value.steps.some((step) => step.kind === 'all' && step.of === 'list');
  const names = texts.filter(
    (field) => groupOf(field) === groupOf(value) && NAME_NAME.test(nameOf(field)) && isNameLike(field),
  );
  const name = values.length === 1 && inList ? nearest(names, value, namesWell) : null;
  return {
    values,
    name,
    time,
    quality,
    parts: placesAmong(
      texts.filter((field) => field !== name),
      value,
    ),
    timeFormat: leaves.find(({ field }) => field === time)?.time?.format ?? null,
    qualityWords: quality === null ? {} : (wordsOf(quality) ?? {}),
    numbers: values.map(numbersOf).find((numbers) => numbers !== null) ?? 'text',
    isNamed: values.length > 1 || name !== null || isOwnName(value),
  };
}

/** Whether what a value is found under tells it from others: a name that not any value has, or its place in a list of values. */
function isOwnName({ steps }: Field): boolean {
  const last = steps.at(-1);
  if (last === undefined || last.kind === 'index') return false;
  if (last.kind === 'all' || steps.some((step) => step.kind === 'all' && step.of === 'members')) return true;
  return !VALUE_NAME.test(last.name);
}

const isNameLike = (field: Field) =>
  field.kind === 'text' || (field.kind === 'number' && present(field).every(Number.isInteger));

/** A text that differs from sample to sample is its name rather than that of the machine all are of. */
function namesWell(field: Field): number {
  return (field.kind === 'text' ? 1 : 0) + (new Set(field.values).size > 1 ? 2 : 0);
}

function placesAmong(texts: readonly Field[], value: Field): Record<string, Field> {
  const found: Record<string, Field> = {};
  for (const [level, form] of PLACES) {
    const named = texts.filter((field) => field.kind === 'text' && form.test(nameOf(field)));
    const field = nearest(named, value, () => 0);
    if (field !== null) found[level] = field;
  }
  return found;
}
