import { z } from 'zod';
import { saying } from './own-words.ts';

const httpAddressSchema = z
  .string()
  .regex(/^(127\.0\.0\.1|\[::1\]|localhost|0\.0\.0\.0|[A-Za-z0-9.-]+):\d{1,5}$/, {
    ...saying('hostPort'),
    abort: true,
  })
  .refine((address) => Number(address.slice(address.lastIndexOf(':') + 1)) <= 65_535, saying('port'));
const hostSchema = z
  .string()
  .max(260)
  .regex(/^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?)(:\d{1,5})?$/, saying('hostName'));
/** `URL.canParse` is younger than some windows' engine. */
function isAddress(url: string): boolean {
  try {
    return new URL(url).href !== '';
  } catch {
    return false;
  }
}
const urlSchema = (schemes: string) =>
  z
    .string()
    .max(2_000)
    .regex(
      new RegExp(`^(${schemes})://\\S+$`),
      saying('addressStart', { schemes: `${schemes.replaceAll('|', '://, ')}://` }),
    )
    .refine(isAddress, saying('addressPort'));
/** As MQTT has it (5.0, section 4.7.1): `+` and `#` stand alone in their level, `#` only in the last one. */
const topicFilterSchema = z
  .string()
  .min(1)
  .max(400)
  .refine(
    (filter) =>
      filter
        .split('/')
        .every((level, index, all) =>
          level === '#' ? index === all.length - 1 : level === '+' || !/[+#\0]/.test(level),
        ),
    saying('topicFilter'),
  );

/** `config.json` in the data folder; the environment (in brackets) wins over it. */
export const configFileSchema = z.strictObject({
  mqttUrl: urlSchema('mqtt|mqtts|ws|wss')
    .optional()
    .describe('[AIF_MQTT_URL] broker; without it the embedded one with the demo plant'),
  mqttProtocol: z.enum(['3.1.1', '5']).default('5').describe('MQTT version spoken to the broker'),
  mqttUser: z.string().max(200).optional().describe('user at the broker'),
  mqttPasswordFile: z.string().max(1_000).optional().describe('file holding the password, mode 0600'),
  mqttCaFile: z
    .string()
    .max(1_000)
    .optional()
    .describe('PEM of the authority that signed the broker certificate'),
  mqttCertFile: z.string().max(1_000).optional().describe('PEM of the client certificate'),
  mqttKeyFile: z.string().max(1_000).optional().describe('PEM of the client key'),
  mqttTopics: z
    .array(topicFilterSchema)
    .min(1)
    .max(100)
    .default(['aif/v1/#', 'spBv1.0/#'])
    .describe('topic filters subscribed to; those starting with spBv1.0/ by a connection of their own'),
  sparkplugHostId: z
    .string()
    .min(1)
    .max(100)
    .regex(/^[^/+#]+$/, saying('plainName'))
    .optional()
    .describe(
      'name as Sparkplug host application: with it the station says on spBv1.0/STATE/<name> whether it is online; one name may be used by one station only',
    ),
  sparkplugEquipment: z
    .string()
    .max(200)
    .regex(/^(?=.*\{node\})(?=.*\{device\})[^/+#]+(\/[^/+#]+){3}$/, saying('sparkplugPlace'))
    .default('{group}/sparkplug/{node}/{device}')
    .describe('site/area/line/equipment of a Sparkplug device; {device} is "node" for the edge node itself'),
  sparkplugReorderSeconds: z
    .enum(['0', '1', '2', '5', '10', '30'])
    .default('2')
    .describe(
      'how long missing Sparkplug messages are waited for before the edge node is asked for its births',
    ),
  historyDays: z
    .string()
    .regex(/^[1-9]\d{0,4}$/, saying('days'))
    .optional()
    .describe('days for which samples are kept; without it as long as the budget lets them'),
  historyDaysByTag: z
    .array(
      z
        .string()
        .max(420)
        .regex(/^[^/+#=]+(\/[^/+#=]+){4}\s*=\s*[1-9]\d{0,4}$/, saying('daysByTag')),
    )
    .max(200)
    .default([])
    .describe('other days for some tags, e.g. */*/*/press-*/vibration = 30; the first that fits counts'),
  historyBudgetGib: z
    .string()
    .regex(/^(?!0+(\.0+)?$)\d{1,6}(\.\d{1,6})?$/, saying('gib'))
    .optional()
    .describe('what the packed samples of all tags may take on disk, GiB; above it the oldest go first'),
  backupAt: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$|^off$/, saying('timeOfDay'))
    .default('03:30')
    .describe('time of day, in the machine’s own time, of the daily backup; "off": none'),
  backupFolder: z
    .string()
    .max(1_000)
    .optional()
    .describe('where backups go, best on another disk; without it "backups" in the data folder'),
  backupDays: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, saying('keepCount'))
    .default('7')
    .describe('of how many days the newest backup is kept'),
  backupWeeks: z
    .string()
    .regex(/^\d{1,3}$/, saying('keepCount'))
    .default('4')
    .describe('of how many weeks the newest backup is kept beside those'),
  demoPlant: z.boolean().default(true).describe('run the plant simulator on the embedded broker'),
  http: httpAddressSchema
    .optional()
    .describe('[AIF_HTTP] serve REST and the windows on this address; off without it'),
  hosts: z
    .array(hostSchema)
    .max(50)
    .default([])
    .describe(
      '[AIF_HOSTS, separated by commas] names by which `http` may be called beside its own and the loopback ones; without a port: with that of `http`, or with none',
    ),
  logLevel: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('[AIF_LOG_LEVEL]'),
  lang: z
    .enum(['ko', 'en'])
    .default('ko')
    .describe('[AIF_LANG] language of the screens until the user chooses'),
});
export type ConfigFile = z.infer<typeof configFileSchema>;

/** One effective setting as Settings shows it; secrets never appear. */
export const effectiveSettingSchema = z.strictObject({
  name: z.string(),
  value: z.union([z.string(), z.boolean(), z.array(z.string()), z.null()]),
  source: z.enum(['environment', 'file', 'default', 'command line']),
  variable: z.string().optional(),
  description: z.string(),
});
export const settingsSchema = z.strictObject({
  dataFolder: z.string(),
  file: z.string(),
  settings: z.array(effectiveSettingSchema),
  restartNeeded: z.boolean().describe('the file holds something else than what runs'),
});
export type Settings = z.infer<typeof settingsSchema>;

const { shape } = configFileSchema;
/**
 * A change of some settings in `config.json`. What is not named stays as it is (so no defaults here); `null` takes a
 * setting out of the file, and its default counts again.
 */
export const settingsUpdateSchema = z.strictObject({
  mqttUrl: shape.mqttUrl.unwrap().nullable().optional(),
  mqttProtocol: shape.mqttProtocol.unwrap().nullable().optional(),
  mqttUser: shape.mqttUser.unwrap().nullable().optional(),
  mqttPasswordFile: shape.mqttPasswordFile.unwrap().nullable().optional(),
  mqttCaFile: shape.mqttCaFile.unwrap().nullable().optional(),
  mqttCertFile: shape.mqttCertFile.unwrap().nullable().optional(),
  mqttKeyFile: shape.mqttKeyFile.unwrap().nullable().optional(),
  mqttTopics: shape.mqttTopics.unwrap().nullable().optional(),
  sparkplugHostId: shape.sparkplugHostId.unwrap().nullable().optional(),
  sparkplugEquipment: shape.sparkplugEquipment.unwrap().nullable().optional(),
  sparkplugReorderSeconds: shape.sparkplugReorderSeconds.unwrap().nullable().optional(),
  historyDays: shape.historyDays.unwrap().nullable().optional(),
  historyDaysByTag: shape.historyDaysByTag.unwrap().nullable().optional(),
  historyBudgetGib: shape.historyBudgetGib.unwrap().nullable().optional(),
  backupAt: shape.backupAt.unwrap().nullable().optional(),
  backupFolder: shape.backupFolder.unwrap().nullable().optional(),
  backupDays: shape.backupDays.unwrap().nullable().optional(),
  backupWeeks: shape.backupWeeks.unwrap().nullable().optional(),
  demoPlant: shape.demoPlant.unwrap().nullable().optional(),
  http: shape.http.unwrap().nullable().optional(),
  hosts: shape.hosts.unwrap().nullable().optional(),
  logLevel: shape.logLevel.unwrap().nullable().optional(),
  lang: shape.lang.unwrap().nullable().optional(),
});
export type SettingsUpdate = z.infer<typeof settingsUpdateSchema>;
