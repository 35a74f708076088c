import { z } from 'zod';
import { localizedTextSchema } from './common.ts';

export const DEMO_FAULTS = [
  'bearing-wear',
  'overheating',
  'tool-wear',
  'leak',
  'frozen-sensor',
  'dropout',
  'bad-quality',
] as const;
export const demoFaultKindSchema = z.enum(DEMO_FAULTS);
export type DemoFaultKind = z.infer<typeof demoFaultKindSchema>;

const startSchema = z.strictObject({
  action: z.literal('start'),
  fault: demoFaultKindSchema,
  equipment: z.string().max(200).describe('name of the machine, e.g. press-1'),
  severity: z.number().min(0.1).max(1).default(1),
});
const stopSchema = z.strictObject({
  action: z.literal('stop'),
  fault: demoFaultKindSchema,
  equipment: z.string().max(200),
});
const resetSchema = z.strictObject({ action: z.literal('reset') });

/** A command to the plant simulator. */
export const demoCommandSchema = z.discriminatedUnion('action', [startSchema, stopSchema, resetSchema]);
export type DemoCommand = z.infer<typeof demoCommandSchema>;

const id = z.string().min(1).max(64).optional().describe('found again in the state that answers the command');
/** A command as JSON on its own MQTT topic `aif-demo/v1/command`. */
export const demoCommandMessageSchema = z.discriminatedUnion('action', [
  startSchema.extend({ id }),
  stopSchema.extend({ id }),
  resetSchema.extend({ id }),
]);
export type DemoCommandMessage = z.infer<typeof demoCommandMessageSchema>;

/** What became of a command that had an id; `problem` says why it was not done. */
export const demoAnswerSchema = z.strictObject({
  id: z.string(),
  problem: z.string().optional(),
});
export type DemoAnswer = z.infer<typeof demoAnswerSchema>;

/** Published retained by the simulator on `aif-demo/v1/state`. */
export const demoStateSchema = z.strictObject({
  running: z.boolean(),
  speed: z.number(),
  equipment: z.array(
    z.strictObject({
      path: z.string(),
      name: localizedTextSchema,
      possibleFaults: z.array(demoFaultKindSchema),
    }),
  ),
  faults: z.array(
    z.strictObject({
      fault: demoFaultKindSchema,
      equipment: z.string(),
      startedAt: z.string(),
      severity: z.number(),
    }),
  ),
  answers: z
    .array(demoAnswerSchema)
    .max(20)
    .default([])
    .describe('of the newest commands with an id, newest last'),
});
export type DemoState = z.infer<typeof demoStateSchema>;

export const DEMO_COMMAND_TOPIC = 'aif-demo/v1/command';
export const DEMO_STATE_TOPIC = 'aif-demo/v1/state';
