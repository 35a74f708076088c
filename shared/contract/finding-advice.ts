import type { LocalizedText } from './common.ts';
import type { FindingCode } from './ruleset-check.ts';

/** Whose text says itself what to do. */
type SaysItself = 'SYNTAX' | 'WHOLE_DIVISION' | 'SWITCH_ON_FLOAT' | 'FLOAT_EQUALITY' | 'UNHANDLED_MISSING';

/** What to do about each finding. */
const ADVICE: Readonly<Record<Exclude<FindingCode, SaysItself>, LocalizedText>> = {
  UNKNOWN_NAME: {
    en: 'Correct the name, add it as an input or parameter in the settings, or define it with let.',
    ko: '이름을 고치거나, 설정에 입력이나 매개변수로 추가하거나, let으로 정의하십시오.',
  },
  UNKNOWN_FUNCTION: {
    en: 'Correct the name or the number of values (Ctrl+Space lists all functions), or define it with fn.',
    ko: '이름이나 인수의 개수를 고치거나(Ctrl+Space로 목록), fn으로 정의하십시오.',
  },
  TYPE_MISMATCH: {
    en: 'Convert it first (to_float, to_int, to_string), or use another value.',
    ko: '먼저 변환하거나(to_float, to_int, to_string) 다른 값을 쓰십시오.',
  },
  TEXT_AGAINST_NUMBER: {
    en: 'Write both sides as texts ("3") or both as numbers (3).',
    ko: '양쪽을 모두 글자("3")로 쓰거나 모두 수(3)로 쓰십시오.',
  },
  TEXT_ORDER: {
    en: 'Compare numbers (parse_float), or name the texts one by one.',
    ko: '수로 바꾸어 비교하거나(parse_float) 글자를 하나씩 나열하십시오.',
  },
  UNIT_MISMATCH: {
    en: 'Convert one of them (× 1000, + 273.15 …), or correct the unit in the settings.',
    ko: '한쪽을 환산하거나(× 1000, + 273.15 …) 설정의 단위를 고치십시오.',
  },
  DIVISION_BY_ZERO: {
    en: 'Ask first whether it is 0 (if x != 0.0 { … }), or divide by max(x, the least value that makes sense).',
    ko: '0인지 먼저 확인하거나(if x != 0.0 { … }) max(x, 의미 있는 최솟값)으로 나누십시오.',
  },
  NOT_FINITE: {
    en: 'Keep what goes in within what can be calculated: by a condition before it, or by min and max.',
    ko: '앞에 조건을 두거나 min, max로 계산할 수 있는 범위의 값만 넣으십시오.',
  },
  OVERFLOW: {
    en: 'Calculate with floats (to_float, 1.0), or keep the numbers small by a condition before it.',
    ko: '실수로 계산하거나(to_float, 1.0) 앞에 조건을 두어 작은 수만 쓰십시오.',
  },
  NOT_A_NUMBER: {
    en: 'Name the texts it may be as values in the settings, or catch it: try { … } catch { … }.',
    ko: '설정에서 그 글자 입력의 값을 정하거나 try { … } catch { … }로 처리하십시오.',
  },
  INDEX_OUTSIDE: {
    en: 'Compare the index with len() first.',
    ko: '먼저 인덱스를 len()과 비교하십시오.',
  },
  NOTHING_USED: {
    en: 'Use the variable itself after the call, or give the value of every branch (else) or of the function.',
    ko: '호출한 뒤 변수 자체를 쓰거나, 모든 갈래(else)나 함수가 값을 돌려주게 하십시오.',
  },
  NEVER_TRUE: {
    en: 'Look at the limits and at && and ||: with no input it holds. Remove it where it is not needed.',
    ko: '한계값과 &&, ||를 확인하십시오. 어떤 입력으로도 성립하지 않습니다. 필요 없으면 지우십시오.',
  },
  ALWAYS_TRUE: {
    en: 'Look at the limits and at && and ||: it holds with every input. Remove the condition where that is meant.',
    ko: '한계값과 &&, ||를 확인하십시오. 어떤 입력이든 성립합니다. 의도한 것이면 조건을 지우십시오.',
  },
  UNREACHABLE_RULE: {
    en: 'Put the narrower rule first, or correct the limits of one of them.',
    ko: '더 좁은 규칙을 앞에 두거나 한쪽의 한계값을 고치십시오.',
  },
  UNREACHABLE_CODE: {
    en: 'Remove it, or correct what ends the way before it (return, break, a condition).',
    ko: '지우거나, 그 앞에서 끝나는 것(return, break, 조건)을 고치십시오.',
  },
  CONTRADICTION: {
    en: 'Join them with else if in the order that counts, or make the conditions exclude each other.',
    ko: '우선순위대로 else if로 잇거나, 두 조건이 함께 성립하지 않게 하십시오.',
  },
  NO_VERDICT: {
    en: 'End every way with a result map that has a verdict; the last line is what holds where nothing else does.',
    ko: '모든 경로를 verdict가 있는 결과로 끝내십시오. 마지막 줄이 그 밖의 모든 경우입니다.',
  },
  THROWN: {
    en: 'Leave it where HOLD is meant: the judgment shows the text. Otherwise end this way with a verdict too.',
    ko: '보류가 맞으면 그대로 두십시오. 판단에 그 글이 표시됩니다. 아니면 이 경로도 판정으로 끝내십시오.',
  },
  UNDECLARED_VERDICT: {
    en: 'Correct the word, or add it to the verdicts in the settings, with its severity.',
    ko: '판정 이름을 고치거나, 설정의 판정에 심각도와 함께 추가하십시오.',
  },
  UNUSED_VERDICT: {
    en: 'Remove it from the settings, or write the rule that gives it.',
    ko: '설정에서 빼거나, 이 판정을 주는 규칙을 쓰십시오.',
  },
  CONFIDENCE_RANGE: {
    en: 'Keep it from 0 to 1, e.g. max(0.0, min(1.0, x)).',
    ko: '0부터 1까지로 제한하십시오. 예: max(0.0, min(1.0, x)).',
  },
  UNKNOWN_VALUE: {
    en: 'Correct the text, or add it to the allowed texts of the input in the settings.',
    ko: '글자를 고치거나, 설정에서 입력의 가능한 텍스트에 추가하십시오.',
  },
  MISSING_VALUE: {
    en: 'Add an arm for it, or _ for everything else.',
    ko: '그 값의 갈래를 추가하거나, 나머지를 위한 _ 갈래를 두십시오.',
  },
  UNUSED_INPUT: {
    en: 'Remove it from the settings, or use it: as long as it is required, its absence is a HOLD.',
    ko: '설정에서 빼거나 스크립트에서 쓰십시오. 필수 입력이면 값이 없을 때 HOLD가 됩니다.',
  },
  UNUSED_PARAMETER: {
    en: 'Remove it from the settings, or read it: parameters.name. Changing it changes nothing now.',
    ko: '설정에서 빼거나 parameters.이름으로 읽으십시오. 지금은 바꾸어도 아무것도 달라지지 않습니다.',
  },
  UNUSED_VARIABLE: {
    en: 'Remove it, or use it where it was meant.',
    ko: '지우거나, 쓰려던 곳에 쓰십시오.',
  },
  ASSIGNED_NOT_READ: {
    en: 'Remove it, or read the value before it is replaced. = gives a value; == only compares.',
    ko: '지우거나, 바뀌기 전에 값을 읽으십시오. =는 값을 넣고 ==는 비교만 합니다.',
  },
  SHADOWED: {
    en: 'Leave out let to change the outer variable, or give the new one a name of its own.',
    ko: '바깥 변수를 바꾸려면 let을 빼고, 아니면 새 변수에 다른 이름을 주십시오.',
  },
  COST: {
    en: 'Let loops end sooner, nest them less, or raise the limit in the settings where it is needed.',
    ko: '반복을 줄이거나 덜 중첩하고, 꼭 필요하면 설정에서 한도를 올리십시오.',
  },
};

/** What to do about a finding, where its text does not say so itself. */
export const adviceOf = (code: FindingCode, language: 'ko' | 'en'): string | undefined =>
  (ADVICE as Partial<Record<FindingCode, LocalizedText>>)[code]?.[language];
