import { z } from 'zod';
import type { LocalizedText } from './common.ts';
import { speakIn } from './own-words.ts';

type Issue = z.core.$ZodRawIssue;
type Language = keyof LocalizedText;

/** What a field may be. */
const TYPES: Readonly<Record<string, LocalizedText>> = {
  string: { en: 'text', ko: '텍스트' },
  number: { en: 'a number', ko: '숫자' },
  int: { en: 'a whole number', ko: '정수' },
  boolean: { en: 'true or false', ko: 'true 또는 false' },
  array: { en: 'a list', ko: '목록' },
  object: { en: 'an object', ko: '객체' },
  record: { en: 'an object', ko: '객체' },
  null: { en: 'null', ko: 'null' },
};
const FORMATS: Readonly<Record<string, LocalizedText>> = {
  datetime: {
    en: 'a time with its zone, as 2026-01-31T08:00:00Z',
    ko: '2026-01-31T08:00:00Z처럼 시간대가 있는 시각',
  },
  date: { en: 'a date, as 2026-01-31', ko: '2026-01-31 같은 날짜' },
  url: {
    en: 'an address with its protocol, as mqtt://host:1883',
    ko: 'mqtt://host:1883처럼 프로토콜이 있는 주소',
  },
  uuid: { en: 'a UUID', ko: 'UUID' },
};
const MISSING: LocalizedText = { en: 'missing', ko: '빠졌습니다' };
const NOT_FINITE: LocalizedText = {
  en: 'must be a finite number, this one is too large',
  ko: '필요한 값: 유한한 수 (지금: 너무 큰 수)',
};
const NO_FORM: LocalizedText = { en: 'has none of the possible forms', ko: '가능한 형식이 아닙니다' };

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

const either = (texts: readonly string[], language: Language): string => {
  const each = [...new Set(texts)];
  const last = each.pop() ?? '';
  return each.length === 0 ? last : `${each.join(', ')}${language === 'en' ? ' or ' : ' 또는 '}${last}`;
};

function mustBe(what: string, language: Language, input?: unknown): string {
  const is = input === undefined ? undefined : TYPES[typeOf(input)]?.[language];
  // No particle has to fit what stands before it.
  if (language === 'ko') return `필요한 값: ${what}${is === undefined ? '' : ` (지금: ${is})`}`;
  return `must be ${what}${is === undefined ? '' : `, is ${is}`}`;
}

/** What a length is counted in. */
const UNITS: Readonly<Record<string, LocalizedText>> = {
  string: { en: 'characters', ko: '자' },
  array: { en: 'items', ko: '개' },
};

function sizeText(issue: Issue & { code: 'too_small' | 'too_big' }, language: Language): string {
  const isMost = issue.code === 'too_big';
  const limit = String(isMost ? issue.maximum : issue.minimum);
  const unit = UNITS[issue.origin]?.[language];
  if (unit !== undefined && limit === '1' && !isMost)
    return language === 'en' ? 'must not be empty' : '비어 있으면 안 됩니다';
  if (unit !== undefined)
    return language === 'en'
      ? `needs at ${isMost ? 'most' : 'least'} ${limit} ${unit}`
      : `${isMost ? '최대' : '최소'} ${limit}${unit}여야 합니다`;
  if (issue.inclusive === false)
    return language === 'en'
      ? `must be ${isMost ? 'less' : 'more'} than ${limit}`
      : `${limit}보다 ${isMost ? '작아야' : '커야'} 합니다`;
  return language === 'en'
    ? `must be at ${isMost ? 'most' : 'least'} ${limit}`
    : `${limit} ${isMost ? '이하' : '이상'}여야 합니다`;
}

/** All types a union takes; where one of its forms fits but for a part of it, what is wrong with that part. */
function unionText(issue: Issue & { code: 'invalid_union' }, language: Language): string {
  if (issue.errors.length === 0) {
    const options = (issue as { options?: readonly unknown[] }).options ?? [];
    return options.length === 0 ? NO_FORM[language] : choiceText(options, language);
  }
  const isOfOtherType = (errors: readonly z.core.$ZodIssue[]) =>
    errors.some(({ code, path }) => code === 'invalid_type' && path.length === 0);
  const near = issue.errors.find((errors) => !isOfOtherType(errors));
  if (near?.[0] !== undefined) {
    const { path, message } = near[0];
    return path.length === 0 ? message : `${path.join('.')}: ${message}`;
  }
  const types = issue.errors.flatMap((errors) =>
    errors.flatMap((error) =>
      error.code === 'invalid_type' && error.path.length === 0
        ? [TYPES[error.expected]?.[language] ?? error.expected]
        : [],
    ),
  );
  return mustBe(either(types, language), language, issue.input);
}

function choiceText(values: readonly unknown[], language: Language): string {
  return mustBe(
    either(
      values.map((value) => JSON.stringify(value)),
      language,
    ),
    language,
  );
}

/** What is wrong with a field, where its schema has no words of its own; undefined where zod's will do. */
export function fieldText(issue: Issue, language: Language): string | undefined {
  if (issue.input === undefined && ['invalid_type', 'invalid_union', 'invalid_value'].includes(issue.code))
    return MISSING[language];
  if (issue.input === Infinity || issue.input === -Infinity) return NOT_FINITE[language];
  switch (issue.code) {
    case 'invalid_type': {
      const expected = TYPES[issue.expected]?.[language];
      // "Must be a whole number, is a number" would help nobody.
      const isNumber = typeof issue.input === 'number' && ['int', 'number'].includes(issue.expected);
      return expected && mustBe(expected, language, isNumber ? undefined : issue.input);
    }
    case 'invalid_value':
      return choiceText(issue.values, language);
    case 'too_small':
    case 'too_big':
      return sizeText(issue, language);
    case 'invalid_union':
      return unionText(issue, language);
    case 'invalid_format': {
      const format = FORMATS[issue.format]?.[language];
      return format && mustBe(format, language);
    }
    default:
      return undefined;
  }
}

/** From now on schemas tell what is wrong with a field in this language. */
export function fieldTextsIn(language: Language): void {
  speakIn(language);
  z.config({ customError: (issue) => fieldText(issue, language) });
}

fieldTextsIn('en');
