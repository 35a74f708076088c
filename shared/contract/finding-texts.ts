import type { LocalizedText } from './common.ts';
import { textOfReason } from './reasons.ts';
import type { Finding, FindingCode } from './ruleset-check.ts';

/** What each finding says; `{{about}}` stands for the names or words it is about, and falls out where there are none. */
const FINDING_TEXTS = {
  SYNTAX: {
    en: 'this is not a script the engine can run',
    ko: '엔진이 실행할 수 있는 스크립트가 아닙니다',
  },
  UNKNOWN_NAME: {
    en: 'nothing of this name is known here{{about}}: neither an input, a parameter nor defined in the script',
    ko: '여기에서 알 수 없는 이름입니다{{about}}. 입력도 매개변수도 스크립트에서 정의한 이름도 아닙니다',
  },
  UNKNOWN_FUNCTION: {
    en: 'there is no such function, or none for so many values{{about}}',
    ko: '이런 함수가 없거나 인수의 개수가 다릅니다{{about}}',
  },
  TYPE_MISMATCH: {
    en: 'this cannot work with a value of such a type{{about}}',
    ko: '이 형의 값으로는 할 수 없습니다{{about}}',
  },
  TEXT_AGAINST_NUMBER: {
    en: 'a text is compared with a number, which never holds{{about}}',
    ko: '글자를 수와 비교하므로 절대 성립하지 않습니다{{about}}',
  },
  TEXT_ORDER: {
    en: 'texts are ordered letter by letter: "L2" comes after "L10"{{about}}',
    ko: '글자는 한 자씩 순서를 비교합니다. "L2"가 "L10"보다 뒤입니다{{about}}',
  },
  UNIT_MISMATCH: { en: 'these have different units{{about}}', ko: '단위가 서로 다릅니다{{about}}' },
  WHOLE_DIVISION: {
    en: 'whole numbers are divided and the rest is lost; make one of them a float, e.g. 100.0',
    ko: '정수끼리 나누어 소수부가 사라집니다. 한쪽을 실수로 쓰십시오(예: 100.0)',
  },
  SWITCH_ON_FLOAT: {
    en: 'a float never equals a whole-number arm{{about}}; write a range, e.g. 1..=1',
    ko: '실수는 정수 갈래와 절대 같지 않습니다{{about}}. 범위로 쓰십시오(예: 1..=1)',
  },
  FLOAT_EQUALITY: {
    en: 'a measured or calculated number is hardly ever exactly this{{about}}; compare with a tolerance',
    ko: '측정하거나 계산한 값이 정확히 같은 경우는 거의 없습니다{{about}}. 허용 오차를 두고 비교하십시오',
  },
  DIVISION_BY_ZERO: { en: 'the divisor can be 0{{about}}', ko: '0으로 나눌 수 있습니다{{about}}' },
  NOT_FINITE: {
    en: 'the result can be infinite or no number{{about}}',
    ko: '결과가 무한대이거나 수가 아닐 수 있습니다{{about}}',
  },
  OVERFLOW: {
    en: 'a whole number can leave 64 bits{{about}}',
    ko: '정수가 64비트를 벗어날 수 있습니다{{about}}',
  },
  NOT_A_NUMBER: {
    en: 'a text is read as a number, and can be one that is none{{about}}',
    ko: '글자를 수로 읽는데, 수가 아닌 글자가 올 수 있습니다{{about}}',
  },
  INDEX_OUTSIDE: {
    en: 'the index can be outside{{about}}',
    ko: '인덱스가 범위를 벗어날 수 있습니다{{about}}',
  },
  NOTHING_USED: {
    en: 'this gives no value, but one is used{{about}}',
    ko: '값을 돌려주지 않는데 그 값을 사용합니다{{about}}',
  },
  UNHANDLED_MISSING: {
    en: 'there may be no value here{{about}}; ask with == () first',
    ko: '값이 없을 수 있습니다{{about}}. 먼저 == ()로 확인하십시오',
  },
  NEVER_TRUE: { en: 'this condition is never true', ko: '이 조건은 절대 성립하지 않습니다' },
  ALWAYS_TRUE: { en: 'this condition is always true', ko: '이 조건은 항상 성립합니다' },
  UNREACHABLE_RULE: {
    en: 'whatever fulfils this has been taken by a rule before it',
    ko: '이 조건에 맞는 경우는 앞의 규칙이 모두 가져갑니다',
  },
  UNREACHABLE_CODE: { en: 'this is never run{{about}}', ko: '절대 실행되지 않습니다{{about}}' },
  CONTRADICTION: {
    en: 'this rule and the one in line {{other}} can hold together and give different verdicts{{about}}; the later one wins',
    ko: '이 규칙과 {{other}}행의 규칙이 함께 성립할 수 있는데 판정이 다릅니다{{about}}. 뒤의 판정이 남습니다',
  },
  NO_VERDICT: { en: 'it can end without a verdict', ko: '판정 없이 끝날 수 있습니다' },
  THROWN: {
    en: 'some inputs end here, in a throw: the judgment is then HOLD',
    ko: '일부 입력은 여기 throw에서 끝나 판단이 보류(HOLD)됩니다',
  },
  UNDECLARED_VERDICT: {
    en: 'ruleset.json does not declare this verdict{{about}}',
    ko: 'ruleset.json에 선언하지 않은 판정입니다{{about}}',
  },
  UNUSED_VERDICT: {
    en: 'a declared verdict the script never gives{{about}}',
    ko: '선언했지만 스크립트가 주지 않는 판정입니다{{about}}',
  },
  CONFIDENCE_RANGE: {
    en: 'the confidence can be no number from 0 to 1',
    ko: '신뢰도가 0부터 1까지의 수가 아닐 수 있습니다',
  },
  UNKNOWN_VALUE: {
    en: 'the input never has this value{{about}}',
    ko: '입력이 가질 수 없는 값입니다{{about}}',
  },
  MISSING_VALUE: {
    en: 'a declared value of the input is left out{{about}}',
    ko: '입력에 선언된 값이 빠져 있습니다{{about}}',
  },
  UNUSED_INPUT: {
    en: 'an input the script does not read{{about}}',
    ko: '스크립트가 읽지 않는 입력입니다{{about}}',
  },
  UNUSED_PARAMETER: {
    en: 'a parameter the script does not read{{about}}',
    ko: '스크립트가 읽지 않는 매개변수입니다{{about}}',
  },
  UNUSED_VARIABLE: { en: 'never read{{about}}', ko: '한 번도 읽지 않습니다{{about}}' },
  ASSIGNED_NOT_READ: {
    en: 'this value is replaced or forgotten before it is read{{about}}',
    ko: '읽기 전에 다른 값으로 바뀌거나 버려집니다{{about}}',
  },
  SHADOWED: {
    en: 'this makes a new variable; the one outside stays what it was{{about}}',
    ko: '새 변수가 만들어지며 바깥의 변수는 그대로입니다{{about}}',
  },
  COST: {
    en: 'a limit of the engine can be passed here',
    ko: '여기에서 엔진의 한계를 넘을 수 있습니다',
  },
} as const satisfies Record<FindingCode, LocalizedText>;

const BASES = {
  proved: { en: 'proved', ko: '증명됨' },
  run: { en: 'run with the inputs', ko: '입력으로 실행해 확인' },
  searched: { en: '{{searched}} inputs tried', ko: '입력 {{searched}}개로 찾아봄' },
} as const;

/** A finding as a person reads it. */
export function textOfFinding(
  { code, about, other, reason }: Pick<Finding, 'code' | 'about' | 'other' | 'reason'>,
  language: 'ko' | 'en',
): string {
  // Where it is no script the engine knows better why.
  if (code === 'SYNTAX' && reason !== undefined) return textOfReason(reason, language);
  const named = about === undefined ? '' : ` (${about})`;
  return FINDING_TEXTS[code][language].replace('{{about}}', named).replace('{{other}}', String(other ?? ''));
}

/** How sure it is. */
export const basisOfFinding = ({ basis, searched }: Finding, language: 'ko' | 'en'): string =>
  BASES[basis][language].replace('{{searched}}', String(searched ?? ''));
