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

/** A command to the plant simulator, sent as JSON on its own MQTT topic `aif-demo/v1/command`. */
export const demoCommandSchema = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.literal('start'),
    fault: demoFaultKindSchema,
    equipment: z.string().max(200).describe('name of the machine, e.g. press-1'),
    severity: z.number().min(0.1).max(1).default(1),
  }),
  z.strictObject({ action: z.literal('stop'), fault: demoFaultKindSchema, equipment: z.string().max(200) }),
  z.strictObject({ action: z.literal('reset') }),
]);
export type DemoCommand = z.infer<typeof demoCommandSchema>;

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
});
export type DemoState = z.infer<typeof demoStateSchema>;

export const DEMO_COMMAND_TOPIC = 'aif-demo/v1/command';
export const DEMO_STATE_TOPIC = 'aif-demo/v1/state';
