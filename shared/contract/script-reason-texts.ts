import type { LocalizedText } from './common.ts';

/** What keeps a text from being a script the engine can run: what is wrong, and what to do; part of `REASONS`. */
export const SCRIPT_REASONS = {
  scriptOther: { en: 'the engine says: {{text}}', ko: '엔진의 설명: {{text}}' },
  scriptEnds: {
    en: 'the script ends in the middle: finish the last line, and close what was opened with {, ( or [',
    ko: '스크립트가 중간에서 끝납니다. 마지막 줄을 마치고 {, (, [로 연 것을 닫으십시오',
  },
  scriptSign: {
    en: '{{text}} is no sign of the language: names have letters a to z, digits and _; a text stands in quotes',
    ko: '{{text}}: 언어에 없는 기호입니다. 이름은 영문자, 숫자, _로 쓰고 텍스트는 따옴표 안에 넣으십시오',
  },
  scriptUnexpected: {
    en: '{{text}} is not expected here: something is missing before it, or it is one too many',
    ko: '{{text}}: 이 자리에 올 수 없습니다. 앞에 무엇이 빠졌거나 하나가 더 있습니다',
  },
  scriptSignInstead: {
    en: '{{text}} is not written like this here: write {{instead}}',
    ko: '{{text}}: 여기서는 이렇게 쓰지 않습니다. 바른 표기: {{instead}}',
  },
  scriptTextOpen: {
    en: 'this text has no end: close it with " on the same line',
    ko: '텍스트가 끝나지 않았습니다. 같은 줄에서 "로 닫으십시오',
  },
  scriptEscape: {
    en: '{{text}} means nothing in a text: write \\\\ for a backslash, \\" for a quote, \\n for a new line',
    ko: '{{text}}: 텍스트 안에서 뜻이 없습니다. 역슬래시는 \\\\, 따옴표는 \\", 줄바꿈은 \\n으로 쓰십시오',
  },
  scriptNumber: {
    en: '{{text}} is no number: write e.g. 12, 0.5 or 1e-3',
    ko: '{{text}}: 수가 아닙니다. 12, 0.5, 1e-3처럼 쓰십시오',
  },
  scriptNumberTooLarge: {
    en: 'this number is too large: a float ends at about 1.8e308',
    ko: '수가 너무 큽니다. 실수는 약 1.8e308까지입니다',
  },
  scriptSingleQuotes: {
    en: 'single quotes hold exactly one character: write a text in double quotes, e.g. "OK"',
    ko: '작은따옴표에는 글자 하나만 들어갑니다. 텍스트는 "OK"처럼 큰따옴표로 쓰십시오',
  },
  scriptName: {
    en: '"{{text}}" is no name: use letters a to z, digits and _, beginning with a letter',
    ko: '{{text}}: 이름으로 쓸 수 없습니다. 영문자, 숫자, _로 쓰고 영문자로 시작하십시오',
  },
  scriptReserved: {
    en: '"{{name}}" is a word the language keeps for itself: choose another name',
    ko: '{{name}}: 언어가 쓰는 말입니다. 다른 이름을 쓰십시오',
  },
  scriptReservedSign: {
    en: '{{text}} has no meaning here: remove it or write what is meant',
    ko: '{{text}}: 이 자리에서 뜻이 없는 기호입니다. 지우거나 뜻한 것을 쓰십시오',
  },
  scriptSwitchedOff: {
    en: '"{{name}}" is switched off: a rule reads its inputs and nothing else',
    ko: '{{name}}: 사용할 수 없습니다. 규칙은 입력만 읽습니다',
  },
  scriptSemicolonMissing: {
    en: 'a ; is missing before this, or a } has no {: end the statement before it. Conditions are joined with && and ||',
    ko: '앞에 ;이 빠졌거나 }에 맞는 {가 없습니다. 앞 문장을 ;으로 끝내십시오. 조건은 &&, ||로 잇습니다',
  },
  scriptTokenMissing: {
    en: '{{token}} is missing here: add it',
    ko: '여기에 {{token}} 표시가 빠졌습니다. 추가하십시오',
  },
  scriptExpressionMissing: {
    en: 'a value or calculation is missing here: write it',
    ko: '여기에 값이나 계산식이 빠졌습니다. 쓰십시오',
  },
  scriptLiteralMissing: {
    en: 'an arm of switch is a value written out, e.g. "OK", 1 or 0..10, not a calculation: use if for that',
    ko: 'switch의 갈래에는 "OK", 1, 0..10처럼 값을 그대로 쓰십시오. 계산식은 if로 쓰십시오',
  },
  scriptPropertyNameMissing: {
    en: 'the name of a property is missing here: write it',
    ko: '여기에 속성 이름이 빠졌습니다. 쓰십시오',
  },
  scriptVariableNameMissing: {
    en: 'the name of a variable is missing here: write it',
    ko: '여기에 변수 이름이 빠졌습니다. 쓰십시오',
  },
  scriptFunctionNameMissing: {
    en: 'the name of the function is missing after fn: write it',
    ko: 'fn 뒤에 함수 이름이 빠졌습니다. 쓰십시오',
  },
  scriptFunctionParametersMissing: {
    en: 'the parameters of "{{name}}" are missing: write ( ), also where there are none',
    ko: '{{name}}: 매개변수가 빠졌습니다. 없어도 ( )를 쓰십시오',
  },
  scriptFunctionBodyMissing: {
    en: 'what the function does is missing: write it in { }',
    ko: '함수의 내용이 빠졌습니다. { } 안에 쓰십시오',
  },
  scriptFunctionTwice: {
    en: 'the function "{{name}}" with {{count}} parameters is there twice: rename one',
    ko: '{{name}}: 매개변수 {{count}}개인 같은 함수가 두 번 있습니다. 하나의 이름을 바꾸십시오',
  },
  scriptFunctionInside: {
    en: 'a function stands by itself, not inside { }: move it to the top of the script',
    ko: '함수는 { } 안에 둘 수 없습니다. 스크립트 맨 위로 옮기십시오',
  },
  scriptParameterTwice: {
    en: 'the function "{{name}}" has the parameter "{{parameter}}" twice: rename one',
    ko: '{{name}}: 같은 매개변수가 두 번 있습니다({{parameter}}). 하나의 이름을 바꾸십시오',
  },
  scriptPropertyTwice: {
    en: 'the map has "{{name}}" twice: keep one',
    ko: '{{name}}: 맵에 두 번 있습니다. 하나만 남기십시오',
  },
  scriptVariableTwice: {
    en: '"{{name}}" is there twice: rename one',
    ko: '{{name}}: 두 번 있습니다. 하나의 이름을 바꾸십시오',
  },
  scriptSwitchOrder: {
    en: 'an arm with a single number stands before those with a range: move it up',
    ko: '수 하나인 갈래는 범위 갈래보다 앞에 있어야 합니다. 위로 옮기십시오',
  },
  scriptSwitchDefault: {
    en: 'the arm _ is the last one of a switch: move it down',
    ko: '_ 갈래는 switch의 마지막이어야 합니다. 아래로 옮기십시오',
  },
  scriptSwitchCondition: {
    en: 'the arm _ has no condition: remove the if',
    ko: '_ 갈래에는 조건을 쓸 수 없습니다. if를 지우십시오',
  },
  scriptAssignTarget: {
    en: 'a value is given to something that is no variable: to compare, write ==',
    ko: '변수가 아닌 것에 값을 넣습니다. 비교하려면 ==로 쓰십시오',
  },
  scriptIndex: {
    en: 'this cannot be an index: an array takes a whole number, a map a text',
    ko: '인덱스로 쓸 수 없습니다. 배열은 정수, 맵은 텍스트로 찾습니다',
  },
  scriptBreakOutside: {
    en: 'break and continue belong into a loop: to end here with a result, use return',
    ko: 'break와 continue는 반복문 안에서만 씁니다. 결과를 내고 끝내려면 return을 쓰십시오',
  },
  scriptTooDeep: {
    en: 'this chain or nesting is too long: put parts into variables with let, or split a long else if chain',
    ko: '식이나 중첩이 너무 깁니다. let으로 변수에 나누거나 긴 else if를 여러 if로 나누십시오',
  },
  scriptTooManyFunctions: {
    en: 'too many functions: join or remove some',
    ko: '함수가 너무 많습니다. 합치거나 지우십시오',
  },
  scriptTooManyConditions: {
    en: 'more than {{most}} conditions: split the ruleset',
    ko: '조건이 {{most}}개보다 많습니다. 규칙 세트를 나누십시오',
  },
  scriptTooManyBytes: {
    en: 'the script is larger than {{most}} bytes: split the ruleset',
    ko: '스크립트가 {{most}}바이트보다 큽니다. 규칙 세트를 나누십시오',
  },
  scriptNameUnknown: {
    en: '"{{name}}" is neither an input nor a variable: correct the name, or add it as an input. Known here: {{names}}',
    ko: '{{name}}: 입력도 변수도 아닙니다. 이름을 고치거나 입력으로 추가하십시오. 쓸 수 있는 이름: {{names}}',
  },
  scriptNameNotInFunction: {
    en: 'a function sees only its parameters: hand "{{name}}" over as one',
    ko: '{{name}}: 함수는 매개변수만 볼 수 있습니다. 매개변수로 넘기십시오',
  },
} as const satisfies Record<string, LocalizedText>;
