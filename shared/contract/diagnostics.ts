import { z } from 'zod';
import type { LocalizedText } from './common.ts';

/** What a diagnostic file has in it, in its order, with what a reader finds there. */
export const DIAGNOSTIC_KINDS = {
  about: {
    ko: '프로그램과 컴퓨터의 버전, 시각',
    en: 'Versions of program and machine, times',
  },
  findings: {
    ko: '상태 점검과 aif doctor가 말하는 것',
    en: 'What Health and aif doctor say',
  },
  settings: { ko: '모든 설정. 비밀번호는 없음', en: 'Every setting, no passwords' },
  integrity: { ko: '저장소 검사 결과와 구조', en: 'What checking the store has shown, its schema' },
  folder: { ko: '데이터 폴더의 파일과 크기', en: 'Files of the data folder and their sizes' },
  metrics: { ko: '계수와 측정값', en: 'Counters and measurements' },
  log: { ko: '로그의 마지막 줄', en: 'Last lines of a log' },
} as const satisfies Record<string, LocalizedText>;
export type DiagnosticKind = keyof typeof DIAGNOSTIC_KINDS;

export const diagnosticSectionSchema = z.strictObject({
  kind: z.enum(Object.keys(DIAGNOSTIC_KINDS) as [DiagnosticKind, ...DiagnosticKind[]]),
  name: z.string().describe('its file in a .zip, e.g. logs/station.log'),
  lines: z.array(z.string()),
});
export type DiagnosticSection = z.infer<typeof diagnosticSectionSchema>;

/** What helps whoever looks into a trouble from afar. Secrets are blanked. */
export const diagnosticsSchema = z.strictObject({
  format: z.literal('aif-diagnostics/1'),
  madeAt: z.string(),
  version: z.string(),
  from: z.enum(['station', 'folder']).describe('who tells it: the running station, or aif from its folder'),
  sections: z.array(diagnosticSectionSchema),
});
export type Diagnostics = z.infer<typeof diagnosticsSchema>;
