import { reasonSchema } from './reasons.ts';
import { z } from 'zod';
import { signalValueSchema } from './common.ts';
import { fieldErrorSchema } from './errors.ts';
import { ownWords, saying } from './own-words.ts';

/** A path into a JSON payload: `$` the payload, `@` one sample of it, `@@` one value of the sample. */
const jsonPathSchema = z.string().min(1).max(200).normalize('NFC');

/** How a text that stands for a number is read; `text`: it stays a text. */
export const TEXT_NUMBERS = ['text', 'point', 'comma'] as const;
export const textNumbersSchema = z.enum(TEXT_NUMBERS);
export type TextNumbers = z.infer<typeof textNumbersSchema>;

export const TIME_FORMATS = [
  'iso',
  'epochSeconds',
  'epochMilliseconds',
  'epochMicroseconds',
  'epochNanoseconds',
  'local',
  'custom',
] as const;
export const timeFormatSchema = z.enum(TIME_FORMATS);

export const timeRuleSchema = z.strictObject({
  path: jsonPathSchema,
  format: timeFormatSchema
    .default('iso')
    .describe('iso: ISO 8601 with a zone, or epoch milliseconds; local: ISO 8601 without a zone'),
  zone: z.string().min(1).max(60).optional().describe('IANA zone of local and custom times, e.g. Asia/Seoul'),
  custom: z
    .string()
    .min(1)
    .max(60)
    .optional()
    .describe(
      'own format of yyyy yy MM dd HH mm ss SSS XXX (zone), or hh with a (AM, PM, 오전, 오후); other letters in quotation marks',
    ),
});
export type TimeRule = z.infer<typeof timeRuleSchema>;

export const qualityRuleSchema = z.strictObject({
  path: jsonPathSchema,
  words: z
    .record(z.string().min(1).max(60), z.number().int().min(0).max(0x7fff_ffff))
    .default({})
    .describe('quality by the word, number or boolean that is sent, whatever its case; 192 is good, 0 bad'),
  otherwise: z
    .number()
    .int()
    .min(0)
    .max(0x7fff_ffff)
    .optional()
    .describe('quality of words that are not named; without it such a value is unreadable'),
});
export type QualityRule = z.infer<typeof qualityRuleSchema>;

/** What texts stand for, beside numbers. */
const textRule = {
  units: z
    .array(z.string().trim().min(1).max(20).normalize('NFC'))
    .min(1)
    .max(20)
    .optional()
    .describe('units that may follow a number in a text, e.g. bar: left off; needs `numbers`'),
  states: z
    .record(z.string().min(1).max(60), z.union([z.boolean(), z.number(), z.string().max(200)]))
    .optional()
    .describe(
      'values by the word or number that is sent, whatever its case, e.g. {"ON": true, "OFF": false}',
    ),
};

/** How the payloads of a pattern's topics are read. */
export const payloadRuleSchema = z.discriminatedUnion('form', [
  z.strictObject({
    form: z.literal('text').describe('the whole payload is one number, true, false, null or text'),
    numbers: textNumbersSchema.default('point'),
    ...textRule,
  }),
  z.strictObject({
    form: z.literal('json'),
    samples: jsonPathSchema.default('$').describe('each node found is one sample, e.g. $[*]'),
    values: z
      .array(jsonPathSchema)
      .min(1)
      .max(50)
      .default(['@.value'])
      .describe('values of a sample, e.g. @.v, or several: @.values.*'),
    value: jsonPathSchema.default('@@').describe('the value itself within each node found by `values`'),
    name: jsonPathSchema
      .optional()
      .describe('{name} of a value; without it the name of the member it was found under'),
    rename: z
      .record(z.string().min(1).max(200), z.string().min(1).max(200))
      .default({})
      .describe('other names for {name}'),
    fields: z
      .record(z.string().regex(/^[A-Za-z]\w{0,39}$/), jsonPathSchema)
      .default({})
      .describe('further named parts from the payload, e.g. {"device": "$.deviceId"}'),
    numbers: textNumbersSchema.default('text'),
    ...textRule,
    time: timeRuleSchema.optional().describe('without it, or where it is missing: the time of arrival'),
    quality: qualityRuleSchema.optional().describe('without it: good, and bad for null'),
    seq: jsonPathSchema.optional().describe('number of the message, counted per topic'),
  }),
]);
export type PayloadRule = z.infer<typeof payloadRuleSchema>;

export const topicMappingSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, saying('smallLetters')),
  name: z.string().trim().min(1).max(120).normalize('NFC'),
  enabled: z.boolean().default(true),
  pattern: z
    .string()
    .min(1)
    .max(400)
    .normalize('NFC')
    .describe('topic with {named} parts, + for any level, {named...} or # for the rest'),
  tag: z
    .string()
    .min(1)
    .max(400)
    .normalize('NFC')
    .describe('site/area/line/equipment/tag of a value, with {named} parts in it'),
  payload: payloadRuleSchema,
});
export type TopicMapping = z.infer<typeof topicMappingSchema>;

export const MAX_MAPPINGS = 100;

/** All mappings in their order: the first whose pattern matches a topic reads it. */
export const topicMappingListSchema = z
  .array(topicMappingSchema)
  .max(MAX_MAPPINGS)
  .superRefine((mappings, context) => {
    const seen = new Set<string>();
    for (const [index, { id }] of mappings.entries()) {
      if (seen.has(id))
        context.addIssue({ code: 'custom', path: [index, 'id'], message: ownWords('twice', { name: id }) });
      seen.add(id);
    }
  });

export const TOPIC_MAPPINGS_FORMAT = 'aif-topic-mappings/1';

/** A file of mappings, as exported and imported. */
export const topicMappingsFileSchema = z.strictObject({
  format: z.literal(TOPIC_MAPPINGS_FORMAT),
  mappings: topicMappingListSchema,
});
export type TopicMappingsFile = z.infer<typeof topicMappingsFileSchema>;

/**
 * What is to be known of how patterns share topics. `topic` is an example.
 * `swallowed`: everything of `mapping` goes to `by`; `shared`: some does; `reserved`: what starts with `by` is read by
 * the station's own forms; `merged`: topics that differ only in a part the tag does not name become one tag.
 */
export const mappingFindingSchema = z.strictObject({
  kind: z.enum(['swallowed', 'shared', 'reserved', 'merged']),
  mapping: z.string().describe('id'),
  by: z.string().optional().describe('id of another mapping, or aif/v1/ or spBv1.0/'),
  topic: z.string().optional(),
});
export type MappingFinding = z.infer<typeof mappingFindingSchema>;

export const mappingChangeSchema = z.strictObject({
  added: z.array(z.string()),
  changed: z.array(z.string()),
  removed: z.array(z.string()),
  reordered: z.boolean(),
  restored: z.number().int().optional().describe('version whose mappings were taken again'),
  imported: z.boolean().optional(),
});
export type MappingChange = z.infer<typeof mappingChangeSchema>;

export const mappingVersionSchema = z.strictObject({
  version: z.number().int(),
  savedAt: z.string(),
  by: z.string(),
  change: mappingChangeSchema.describe('names of the mappings'),
});
export type MappingVersion = z.infer<typeof mappingVersionSchema>;

/** What is in force. Version 0: never saved. */
export const topicMappingsSchema = z.strictObject({
  version: z.number().int(),
  savedAt: z.string().nullable(),
  mappings: topicMappingListSchema,
  findings: z.array(mappingFindingSchema),
});
export type TopicMappings = z.infer<typeof topicMappingsSchema>;

export const saveMappingsSchema = z.strictObject({
  baseVersion: z
    .number()
    .int()
    .min(0)
    .describe('version that was changed; another one in force is a CONFLICT'),
  mappings: topicMappingListSchema,
  imported: z.boolean().optional(),
});

export const restoreMappingsSchema = z.strictObject({
  baseVersion: z.number().int().min(0),
  version: z.number().int().min(0),
});

export const mappingsCheckSchema = z.strictObject({
  errors: z.array(fieldErrorSchema),
  findings: z.array(mappingFindingSchema),
});
export type MappingsCheck = z.infer<typeof mappingsCheckSchema>;

/** What one payload becomes. */
const previewMessageSchema = z.strictObject({
  receivedAt: z.string(),
  origin: z.enum(['live', 'retained', 'unreadable']),
  size: z.number().int().describe('bytes of the whole payload'),
  text: z.string().describe('its beginning'),
  isCut: z.boolean().describe('too long to be kept whole, so it is not read'),
  values: z.array(
    z.strictObject({
      path: z.string(),
      value: signalValueSchema.nullable(),
      quality: z.number().int(),
      at: z.string().nullable().describe('null: the time of arrival stands'),
    }),
  ),
  valueCount: z.number().int(),
  faults: z.array(reasonSchema),
  faultCount: z.number().int(),
});

export const previewTopicSchema = z.strictObject({
  topic: z.string(),
  takenBy: z
    .string()
    .nullable()
    .describe('id of another mapping, or aif/v1/ or spBv1.0/, that reads it; null: this one'),
  parts: z.record(z.string(), z.string()),
  messages: z.array(previewMessageSchema).describe('newest first'),
});
export type PreviewTopic = z.infer<typeof previewTopicSchema>;

export const listeningSchema = z.strictObject({
  id: z.string(),
  filter: z.string(),
  state: z.enum(['listening', 'ended', 'failed']),
  until: z.string(),
  topics: z.number().int(),
  messages: z.number().int(),
  left: z.number().int().describe('messages of topics beyond those kept'),
  error: z.string().optional(),
});
export type Listening = z.infer<typeof listeningSchema>;

export const listenSchema = z.strictObject({
  filter: z.string().min(1).max(400).normalize('NFC').describe('a pattern or an MQTT filter'),
});

export const previewQuerySchema = z.strictObject({
  mappings: topicMappingListSchema,
  id: z.string().max(64).describe('the mapping to look at'),
  listening: z.string().max(64).nullable(),
});

export const mappingPreviewSchema = mappingsCheckSchema.extend({
  listening: listeningSchema.nullable(),
  topics: z.array(previewTopicSchema),
  topicCount: z.number().int(),
  conflicts: z
    .array(z.strictObject({ path: z.string(), topics: z.array(z.string()) }))
    .describe('tags that several topics would write'),
  known: z
    .strictObject({ count: z.number().int(), examples: z.array(z.string()) })
    .describe('topics the station has had messages of that the pattern matches'),
});
export type MappingPreview = z.infer<typeof mappingPreviewSchema>;
