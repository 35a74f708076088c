import { z } from 'zod';
import { timeZoneSchema } from './common.ts';
import { reasonSchema } from './reasons.ts';
import { listeningSchema, topicMappingListSchema, topicMappingSchema } from './topic-mappings.ts';

/** What a field of a payload is taken for. `name`: of the value beside it; `part`: a named part of the tag. */
export const FIELD_ROLES = ['none', 'value', 'name', 'time', 'quality', 'part'] as const;
export const fieldRoleSchema = z.enum(FIELD_ROLES);
export type FieldRole = z.infer<typeof fieldRoleSchema>;

const listeningIdSchema = z.string().max(64).nullable().describe('what was heard there is looked at too');
const topicSchema = z.string().min(1).max(1_000);

export const seenTopicsQuerySchema = z.strictObject({
  mappings: topicMappingListSchema,
  listening: listeningIdSchema,
  search: z.string().max(200).default('').describe('words of the topic, whatever their case'),
});

const originSchema = z.enum(['live', 'retained', 'unreadable']);

/** A topic of which a payload is at hand, and that a mapping may read. */
export const seenTopicSchema = z.strictObject({
  topic: z.string(),
  readBy: z.string().nullable().describe('id of the mapping that reads it; null: none does'),
  receivedAt: z.string(),
  origin: originSchema,
  size: z.number().int().describe('bytes of the newest payload'),
  text: z.string().describe('its beginning'),
});
export type SeenTopic = z.infer<typeof seenTopicSchema>;

export const seenTopicsSchema = z.strictObject({
  items: z.array(seenTopicSchema).describe('those that nothing reads first'),
  count: z.number().int().describe('topics found, also those beyond the ones listed'),
  own: z.number().int().describe('further topics, which the station reads by forms of its own'),
  listening: listeningSchema.nullable(),
});
export type SeenTopics = z.infer<typeof seenTopicsSchema>;

const ofTopic = {
  topic: topicSchema,
  listening: listeningIdSchema,
  zone: timeZoneSchema,
};

export const guessQuerySchema = z.strictObject(ofTopic);

/** What a mapping of a topic could be. Where nothing was found the payload is read as a new mapping's is. */
export const mappingGuessSchema = z.strictObject({
  mapping: topicMappingSchema.pick({ pattern: true, tag: true, payload: true }),
  fault: reasonSchema.nullable(),
});
export type MappingGuess = z.infer<typeof mappingGuessSchema>;

export const payloadFieldsQuerySchema = z.strictObject({ ...ofTopic, mapping: topicMappingSchema });

export const payloadFieldSchema = z.strictObject({
  path: z.string().describe('from the payload on, e.g. $.list[*].v; the same in every element is one field'),
  label: z.string(),
  depth: z.number().int(),
  kind: z.enum(['object', 'number', 'boolean', 'text', 'null']),
  count: z.number().int().describe('places of the payload it stands for'),
  text: z.string().describe('its first values'),
  isTime: z.boolean().describe('reads as a time'),
  role: fieldRoleSchema,
  part: z.string().optional().describe('name of the part of the tag'),
});
export type PayloadField = z.infer<typeof payloadFieldSchema>;

/** The newest payload of a topic as a tree, objects before what is in them. */
export const payloadFieldsSchema = z.strictObject({
  receivedAt: z.string(),
  origin: originSchema,
  size: z.number().int(),
  form: z.enum(['json', 'text']).nullable().describe('null: it cannot be read'),
  fields: z.array(payloadFieldSchema),
  left: z.number().int().describe('fields beyond those listed'),
  fault: reasonSchema.nullable(),
});
export type PayloadFields = z.infer<typeof payloadFieldsSchema>;

export const pickQuerySchema = z.strictObject({
  ...ofTopic,
  mapping: topicMappingSchema,
  path: z.string().max(1_000),
  role: fieldRoleSchema,
});

/** The mapping with the field taken so; as it was where that cannot be. */
export const pickSchema = z.strictObject({ mapping: topicMappingSchema, fault: reasonSchema.nullable() });
