import type { Language } from './common.ts';
import type { CutShort, MeaningLimit, MeaningOutcome, NotExactCode } from './rule-meaning.ts';

const WORDS = {
  none: { ko: '값 없음', en: 'no value' },
  orNone: { ko: ' 또는 값 없음', en: ' or no value' },
  orAnyBut: { ko: ' 외 모든 텍스트', en: 'any text but ' },
  anyText: { ko: '모든 텍스트', en: 'any text' },
} as const;

/** Why an answer is none for every input, as the rest of a sentence about a line of the script. */
export const NOT_EXACT_TEXTS: Readonly<Record<NotExactCode, Readonly<Record<Language, string>>>> = {
  ARITHMETIC: { ko: '입력을 계산한 값으로 판단합니다', en: 'decides by a value calculated from inputs' },
  TOGETHER: { ko: '입력끼리 비교합니다', en: 'compares inputs with each other' },
  TEXT: { ko: '텍스트를 다루거나 순서로 비교합니다', en: 'works on texts or compares their order' },
  LOOP: { ko: '반복문으로 판단합니다', en: 'decides in a loop' },
  SIZE: { ko: '비교가 너무 많아 모두 시험할 수 없습니다', en: 'has too many comparisons to try them all' },
  OTHER: {
    ko: '상수와의 비교만으로 판단하지 않습니다',
    en: 'does not decide by comparisons with constants alone',
  },
};

/** What the time was too short for. */
export const CUT_SHORT_TEXTS: Readonly<Record<CutShort, Readonly<Record<Language, string>>>> = {
  READING: { ko: '일부 조건의 경계를 읽지 못함', en: 'some conditions were not read for their borders' },
  LEADING: { ko: '바뀐 부분 일부에 이르지 못함', en: 'some of what has changed was not reached' },
  SEARCHING: { ko: '찾기를 끝내지 못함', en: 'the search was not done' },
  DESCRIBING: {
    ko: '일부 차이의 범위를 알아내지 못함',
    en: 'how far some differences go was not found',
  },
  LESSER: {
    ko: '판정이 같은 입력의 다른 차이를 모두 보지 못함',
    en: 'other differences than those of verdicts were not all looked for',
  },
};

const numberText = (value: number): string => String(Number(value.toPrecision(9)));

/** Which values of an input belong to a region, e.g. `72 ≤ temperature < 74 °C`. */
export function textOfLimit(
  limit: MeaningLimit,
  language: Language,
  { name = limit.input, unit = '' }: { readonly name?: string; readonly unit?: string } = {},
): string {
  if (limit.kind === 'values') return `${name} ${valuesText(limit, language)}`;
  const { from, to, orMissing } = limit;
  const behind = `${unit === '' ? '' : ` ${unit}`}${orMissing ? WORDS.orNone[language] : ''}`;
  if (from !== null && to !== null) {
    if (from.value === to.value) return `${name} = ${numberText(from.value)}${behind}`;
    const low = `${numberText(from.value)} ${from.included ? '≤' : '<'}`;
    return `${low} ${name} ${to.included ? '≤' : '<'} ${numberText(to.value)}${behind}`;
  }
  if (from !== null) return `${name} ${from.included ? '≥' : '>'} ${numberText(from.value)}${behind}`;
  if (to !== null) return `${name} ${to.included ? '≤' : '<'} ${numberText(to.value)}${behind}`;
  return `${name} ${language === 'ko' ? '값 있음' : 'has a value'}`;
}

function valuesText(
  { values, except }: Extract<MeaningLimit, { kind: 'values' }>,
  language: Language,
): string {
  const named = values.map((value) => (value === null ? WORDS.none[language] : String(value))).join(', ');
  if (except === null) return `= ${named}`;
  const list = except.map((text) => `"${text}"`).join(', ');
  const others =
    except.length === 0
      ? WORDS.anyText[language]
      : language === 'ko'
        ? `${list}${WORDS.orAnyBut.ko}`
        : `${WORDS.orAnyBut.en}${list}`;
  return `= ${others}${named === '' ? '' : `, ${named}`}`;
}

export const textOfOutcome = ({ verdict, holdCause }: MeaningOutcome): string =>
  holdCause === undefined ? verdict : `${verdict} ${holdCause}`;
