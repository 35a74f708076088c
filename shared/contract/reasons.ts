import { z } from 'zod';
import type { LocalizedText } from './common.ts';
import type { IMPORT_TIME_FORMATS } from './history-import.ts';
import { REASONS } from './reason-texts.ts';

type ImportTimeFormat = (typeof IMPORT_TIME_FORMATS)[number];
export type ReasonCode = keyof typeof REASONS;
export const REASON_CODES = Object.keys(REASONS) as [ReasonCode, ...ReasonCode[]];

export const reasonSchema = z.strictObject({
  code: z.enum(REASON_CODES),
  parameters: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type Reason = z.infer<typeof reasonSchema>;

export function reason(code: ReasonCode, parameters: Reason['parameters'] = {}): Reason {
  return { code, parameters };
}

/**
 * Where in a message: its element or sample, from 0, and the name of the value; the metric or parameter of a Sparkplug payload,
 * the column of a table. `payload`: what the whole is not. `more`: faults beside this one. `character`: from 1, `byte`: from 0.
 */
export interface ReasonPlace {
  readonly payload?: string;
  readonly metric?: string;
  readonly parameter?: string;
  readonly column?: string;
  readonly byte?: number;
  readonly element?: number;
  readonly sample?: number;
  readonly value?: string;
  readonly more?: number;
  readonly character?: number;
  /** The file of a draft that has faults. */
  readonly draft?: string;
  /** Of a script, both from 1. */
  readonly line?: number;
  readonly at?: number;
}

/** The same reason with its place; what is told already stays. */
export function placed(said: Reason, place: ReasonPlace): Reason {
  const known = Object.entries(place).filter(([, value]) => value !== undefined);
  if (known.length === 0) return said;
  const names = known.map(([name, value]) => [`_${name}`, value as string | number]);
  return {
    ...said,
    parameters: { ...Object.fromEntries(names), ...said.parameters } as Reason['parameters'],
  };
}

/** The same reason with its place in a script, lines and columns from 1; line 0: none is known. */
export const inScript = (said: Reason, line: number, column: number): Reason =>
  line > 0 ? placed(said, { line, at: column }) : said;

/** What a level is one of. */
const WHERE = {
  topic: { en: 'the topic', ko: '토픽' },
  tagName: { en: 'the tag name', ko: '태그 이름' },
  tagPath: { en: 'the tag path', ko: '태그 경로' },
  path: { en: 'the path', ko: '경로' },
  pattern: { en: 'the pattern', ko: '패턴' },
} as const satisfies Record<string, LocalizedText>;
export type LevelOf = keyof typeof WHERE;

/** How a time is written, by the form's code. */
export const TIME_FORMS = {
  ymd: { en: 'year month day (ISO 8601 too)', ko: '연 월 일(ISO 8601 포함)' },
  dmy: { en: 'day month year', ko: '일 월 연' },
  mdy: { en: 'month day year', ko: '월 일 연' },
  epochSeconds: { en: 'seconds since 1970', ko: '1970년 이후 초' },
  epochMilliseconds: { en: 'milliseconds since 1970', ko: '1970년 이후 밀리초' },
  epochMicroseconds: { en: 'microseconds since 1970', ko: '1970년 이후 마이크로초' },
  epochNanoseconds: { en: 'nanoseconds since 1970', ko: '1970년 이후 나노초' },
  spreadsheet: { en: 'days of a spreadsheet', ko: '스프레드시트 날짜 수' },
} as const satisfies Record<ImportTimeFormat, LocalizedText>;
/** What a value of a script is, by the engine's word for it. */
const TYPES = {
  float: { en: 'a float', ko: '실수' },
  whole: { en: 'a whole number', ko: '정수' },
  number: { en: 'a number', ko: '수' },
  boolean: { en: 'true or false', ko: '참·거짓' },
  text: { en: 'a text', ko: '텍스트' },
  character: { en: 'a character', ko: '글자' },
  array: { en: 'an array', ko: '배열' },
  map: { en: 'a map', ko: '맵' },
  nothing: { en: 'no value', ko: '값 없음' },
  function: { en: 'a function', ko: '함수' },
  range: { en: 'a range', ko: '범위' },
  blob: { en: 'bytes', ko: '바이트열' },
} as const satisfies Record<string, LocalizedText>;
/** Codes among the parameters that are told in words; of several, separated by commas, each. */
const WORDS: Readonly<Record<string, Readonly<Record<string, LocalizedText>>>> = {
  where: WHERE,
  form: TIME_FORMS,
  ofType: TYPES,
  wantedType: TYPES,
  ofTypes: TYPES,
};

const BEFORE = {
  _draft: {
    en: 'the draft has faults: mend them, or choose a version ({{_draft}}). ',
    ko: '초안에 오류가 있습니다. 고치거나 버전을 선택하십시오 ({{_draft}}). ',
  },
  _payload: { en: 'not a {{_payload}} payload: ', ko: '{{_payload}} 페이로드가 아닙니다. ' },
  _metric: { en: 'metric {{_metric}}: ', ko: '메트릭 {{_metric}}: ' },
  _parameter: { en: 'parameter {{_parameter}}: ', ko: '매개변수 {{_parameter}}: ' },
  _column: { en: '{{_column}}: ', ko: '{{_column}}: ' },
  _element: { en: 'element {{_element}}: ', ko: '{{_element}}번 요소: ' },
  _sample: { en: 'sample {{_sample}}: ', ko: '{{_sample}}번 샘플: ' },
  _value: { en: '"{{_value}}": ', ko: '"{{_value}}": ' },
} as const;
const AFTER = {
  _byte: { en: ' at byte {{_byte}}', ko: ' ({{_byte}}번째 바이트)' },
  _more: { en: ' (and {{_more}} more)', ko: ' (그 밖에 {{_more}}건)' },
  _character: { en: ' (at character {{_character}})', ko: ' ({{_character}}번째 글자)' },
  _line: { en: ' (line {{_line}}, column {{_at}})', ko: ' ({{_line}}행 {{_at}}열)' },
} as const;

/** A reason as a person reads it. */
export function textOfReason({ code, parameters }: Reason, language: 'ko' | 'en'): string {
  const around = (parts: Readonly<Record<string, LocalizedText>>) =>
    Object.entries(parts).map(([name, text]) => (name in parameters ? text[language] : ''));
  const text = [...around(BEFORE), REASONS[code][language], ...around(AFTER)].join('');
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = String(parameters[name] ?? '');
    const words = WORDS[name];
    if (words === undefined) return value;
    const wordOf = (part: string) => (Object.hasOwn(words, part) ? (words[part]?.[language] ?? part) : part);
    return value.split(', ').map(wordOf).join(', ');
  });
}
