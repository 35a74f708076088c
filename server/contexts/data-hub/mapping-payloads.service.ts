import type { z } from 'zod';
import { AppError } from '../../../shared/contract/errors.ts';
import { reason, type Reason } from '../../../shared/contract/reasons.ts';
import { payloadRuleSchema, type PayloadRule } from '../../../shared/contract/topic-mappings.ts';
import type {
  guessQuerySchema,
  MappingGuess,
  PayloadField,
  PayloadFields,
  payloadFieldsQuerySchema,
  pickQuerySchema,
  pickSchema,
  SeenTopic,
  SeenTopics,
  seenTopicsQuerySchema,
} from '../../../shared/contract/topic-payloads.ts';
import { compileAll, type CompiledMapping } from './domain/mapping/compile.ts';
import type { Field } from './domain/mapping/guess/fields.ts';
import {
  guessMapping,
  pickField,
  roleOf,
  seenPayload,
  type SeenPayload,
} from './domain/mapping/guess/guess.ts';
import { picksOf } from './domain/mapping/guess/picks.ts';
import { timeOf, type Arrival } from './domain/mapping/guess/time-format.ts';
import { guessTopic } from './domain/mapping/guess/topic-guess.ts';
import type { SeenMessage } from './domain/mapping/preview.ts';
import { formOf } from './domain/topic-form.ts';
import { OWN_PREFIX } from './domain/topic.ts';
import type { TopicListening } from './listening.ts';
import type { SeenPayloads } from './seen-payloads.ts';

/** Making a mapping from a payload that came. */
export interface MappingPayloadsService {
  /** Topics a mapping may read, of which a payload is at hand. */
  seen(input: z.infer<typeof seenTopicsQuerySchema>): Promise<SeenTopics>;
  /** Error `NOT_FOUND` where no payload of the topic is at hand any more; so for the other two. */
  guess(input: z.infer<typeof guessQuerySchema>): Promise<MappingGuess>;
  fields(input: z.infer<typeof payloadFieldsQuerySchema>): Promise<PayloadFields>;
  pick(input: z.infer<typeof pickQuerySchema>): Promise<z.infer<typeof pickSchema>>;
}

const SHOWN_TOPICS = 200;
const SHOWN_TEXT = 160;
const SHOWN_VALUES = 3;
const SHOWN_VALUE = 60;
const decoder = new TextDecoder();

/** The newest of each topic, a whole one before one that was cut off. */
function newestByTopic(messages: readonly SeenMessage[]): Map<string, SeenMessage> {
  const newest = new Map<string, SeenMessage>();
  const isWhole = ({ payload, size }: SeenMessage) => payload.length >= size;
  for (const message of messages) {
    const known = newest.get(message.topic);
    const isBetter =
      known === undefined ||
      (isWhole(message) === isWhole(known) ? message.receivedAt >= known.receivedAt : isWhole(message));
    if (isBetter) newest.set(message.topic, message);
  }
  return newest;
}

function shownField(field: Field, role: ReturnType<typeof roleOf>, arrival: Arrival): PayloadField {
  const { path, label, depth, kind, count, values } = field;
  const shown = values
    .slice(0, SHOWN_VALUES)
    .map((value) =>
      (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, SHOWN_VALUE),
    );
  const text = shown.join(', ') + (values.length > SHOWN_VALUES ? ', …' : '');
  return { path, label, depth, kind, count, text, isTime: timeOf(values, arrival)?.isNear === true, ...role };
}

/** Topics that mappings may read, those that none reads first. */
function listed(
  messages: Iterable<SeenMessage>,
  mappings: readonly CompiledMapping[],
  search: string,
): Omit<SeenTopics, 'listening'> {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const items: SeenTopic[] = [];
  let own = 0;
  for (const { topic, receivedAt, origin, size, payload } of messages) {
    const form = formOf(topic, mappings);
    if (form.kind === 'sparkplug' || topic.startsWith(OWN_PREFIX)) own += 1;
    else if (words.every((word) => topic.toLowerCase().includes(word)))
      items.push({
        topic,
        readBy: form.kind === 'mapped' ? form.mapping.id : null,
        receivedAt: new Date(receivedAt).toISOString(),
        origin,
        size,
        text: decoder.decode(payload.subarray(0, SHOWN_TEXT)),
      });
  }
  const rank = ({ readBy }: SeenTopic) => (readBy === null ? 0 : 1);
  items.sort((a, b) => rank(a) - rank(b) || (a.topic < b.topic ? -1 : 1));
  return { items: items.slice(0, SHOWN_TOPICS), count: items.length, own };
}

/** A payload as a tree, with what a rule takes each field for. */
function fieldsShown(
  payload: SeenPayload | { readonly fault: Reason },
  rule: PayloadRule,
  arrival: Arrival,
): Pick<PayloadFields, 'form' | 'fields' | 'left' | 'fault'> {
  if ('fault' in payload) return { form: null, fields: [], left: 0, fault: payload.fault };
  if (payload.form === 'text') return { form: 'text', fields: [], left: 0, fault: null };
  const { fields, left } = payload;
  const picks = rule.form === 'json' ? picksOf(rule, fields) : null;
  const shown = fields.map((field) =>
    shownField(field, picks === null ? { role: 'none' } : roleOf(picks, field), arrival),
  );
  return { form: 'json', fields: shown, left, fault: null };
}

export function createMappingPayloads(
  payloads: SeenPayloads,
  listening: TopicListening,
): MappingPayloadsService {
  const at = async ({ topic, listening: id, zone }: z.infer<typeof guessQuerySchema>) => {
    const message =
      newestByTopic(payloads.heard(id)).get(topic) ?? newestByTopic(await payloads.all(id)).get(topic);
    if (message === undefined)
      throw new AppError('NOT_FOUND', `no payload of ${topic} is at hand: listen again`);
    const arrival: Arrival = { at: message.receivedAt, zone };
    const isCut = message.payload.length < message.size;
    const payload = isCut ? { fault: reason('payloadCut') } : seenPayload(message.payload, arrival);
    return { message, arrival, payload };
  };
  return {
    async seen({ mappings, listening: id, search }) {
      const newest = newestByTopic(await payloads.all(id)).values();
      const heard = id === null ? null : listening.heard(id);
      return { ...listed(newest, compileAll(mappings).mappings, search), listening: heard?.status ?? null };
    },
    async guess(input) {
      const { arrival, payload } = await at(input);
      const seen = (await payloads.all(input.listening)).map(({ topic }) => topic);
      const guess = 'fault' in payload ? payload : guessMapping(input.topic, payload, { arrival, seen });
      if (!('fault' in guess)) return { mapping: guess, fault: null };
      const known = { isNamed: false, levels: [] };
      const { pattern, tag } = guessTopic(input.topic, seen, known);
      return {
        mapping: { pattern, tag, payload: payloadRuleSchema.parse({ form: 'json' }) },
        fault: guess.fault,
      };
    },
    async fields(input) {
      const { message, arrival, payload } = await at(input);
      const { origin, size, receivedAt } = message;
      const tree = fieldsShown(payload, input.mapping.payload, arrival);
      return { receivedAt: new Date(receivedAt).toISOString(), origin, size, ...tree };
    },
    async pick({ mapping, path, role, ...input }) {
      const { arrival, payload } = await at(input);
      if ('fault' in payload) return { mapping, fault: payload.fault };
      const fields = payload.form === 'json' ? payload.fields : [];
      const rule =
        mapping.payload.form === 'json' ? mapping.payload : payloadRuleSchema.parse({ form: 'json' });
      if (rule.form !== 'json') throw new TypeError('a rule of JSON is one');
      const picked = pickField(mapping, rule, fields, { path, role, arrival });
      return 'fault' in picked ? { mapping, fault: picked.fault } : { mapping: picked, fault: null };
    },
  };
}
