import { z } from 'zod';
import { localizedTextSchema, type LocalizedText } from './common.ts';
import { stationModeSchema } from './station-mode.ts';
import { brokerStateSchema, countersSchema } from './data-hub.ts';

/** The parts of a station, in the order in which Health and `aif doctor` show them, and what they are called. */
export const HEALTH_PARTS = {
  runtime: { ko: '실행 환경', en: 'Runtime' },
  server: { ko: '서버', en: 'Server' },
  start: { ko: '시작', en: 'Start' },
  settings: { ko: '설정', en: 'Settings' },
  broker: { ko: '브로커', en: 'Broker' },
  sources: { ko: '데이터 원천', en: 'Sources' },
  store: { ko: '저장소', en: 'Store' },
  rules: { ko: '규칙 작업자', en: 'Rule workers' },
  disk: { ko: '디스크', en: 'Disk' },
  history: { ko: '이력', en: 'History' },
  backups: { ko: '백업', en: 'Backups' },
  'demo-plant': { ko: '모의 플랜트', en: 'Demo plant' },
} as const satisfies Record<string, LocalizedText>;
export type HealthPartId = keyof typeof HEALTH_PARTS;
export const HEALTH_PART_IDS = Object.keys(HEALTH_PARTS) as [HealthPartId, ...HealthPartId[]];

/** `degraded`: it works, but not as it should. `absent`: not there, and not missing. */
export const HEALTH_STATES = {
  ok: { ko: '정상', en: 'Working' },
  degraded: { ko: '기능 저하', en: 'Impaired' },
  down: { ko: '정지', en: 'Down' },
  absent: { ko: '사용 안 함', en: 'Not in use' },
} as const satisfies Record<string, LocalizedText>;
export type HealthState = keyof typeof HEALTH_STATES;

/** One part of the station and what to do about it. */
export const healthPartSchema = z.strictObject({
  id: z.enum(HEALTH_PART_IDS),
  state: z.enum(Object.keys(HEALTH_STATES) as [HealthState, ...HealthState[]]),
  summary: localizedTextSchema,
  action: localizedTextSchema.optional(),
  figures: z.record(z.string(), z.union([z.number(), z.string()])),
});
export type HealthPart = z.infer<typeof healthPartSchema>;

/** How a window came up. Its page begins at `openedAt`, epoch milliseconds; the others are milliseconds since. */
export const windowStartSchema = z.strictObject({
  openedAt: z.number().int().min(0),
  codeMs: z.number().min(0).max(3_600_000).describe('its program begins'),
  frameMs: z.number().min(0).max(3_600_000).describe('it shows verdicts, or what its page is for'),
});
export type WindowStart = z.infer<typeof windowStartSchema>;

export const healthSchema = z.strictObject({
  at: z.string(),
  version: z.string(),
  role: z.enum(['station', 'plant']),
  startedAt: z.string(),
  ready: z.boolean(),
  // A station of an earlier version does not say.
  mode: stationModeSchema.default({ mode: 'normal' }),
  counters: countersSchema,
  broker: brokerStateSchema,
  parts: z.array(healthPartSchema),
});
export type Health = z.infer<typeof healthSchema>;
