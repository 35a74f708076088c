import type { LocalizedText } from './common.ts';

/** Why a script could not be run to its end: what is wrong, and what to do; part of `REASONS`. */
export const RUN_REASONS = {
  scriptVariableMissing: {
    en: '"{{name}}" has no value here: it is no variable, or an input that was not given',
    ko: '{{name}}: 여기에 값이 없습니다. 변수가 아니거나 받지 못한 입력입니다',
  },
  scriptPropertyMissing: {
    en: 'there is no "{{name}}" in this map: correct the name, or ask first with "{{name}}" in …',
    ko: '{{name}}: 맵에 없는 속성입니다. 이름을 고치거나 먼저 "{{name}}" in …으로 확인하십시오',
  },
  scriptPropertyOfType: {
    en: '{{ofType}} has no property "{{name}}": correct the name, or the value before the point',
    ko: '{{name}}: 다음 형에는 없는 속성입니다({{ofType}}). 이름이나 점 앞의 값을 고치십시오',
  },
  scriptFunctionUnknown: {
    en: 'there is no function "{{name}}": correct the name (Ctrl+Space lists all), or define it with fn',
    ko: '{{name}}: 없는 함수입니다. 이름을 고치거나(Ctrl+Space로 목록) fn으로 정의하십시오',
  },
  scriptFunctionTypes: {
    en: 'there is no function "{{name}}" for {{ofTypes}}: check the name and what is handed to it',
    ko: '{{name}}: 이런 값을 받는 함수가 없습니다({{ofTypes}}). 이름과 넘기는 값을 확인하십시오',
  },
  scriptConstant: {
    en: '"{{name}}" is a constant and stays what it is: use let instead of const, or another variable',
    ko: '{{name}}: 상수라 바꿀 수 없습니다. const 대신 let을 쓰거나 다른 변수를 쓰십시오',
  },
  scriptConstantChanged: {
    en: '{{name}} would change a constant: use let instead of const, or a copy of it',
    ko: '{{name}}: 상수를 바꾸려 합니다. const 대신 let을 쓰거나 복사한 값을 쓰십시오',
  },
  scriptThisUnbound: {
    en: 'this stands for nothing here: hand the value over as a parameter',
    ko: '여기서는 this가 가리키는 값이 없습니다. 값을 매개변수로 넘기십시오',
  },
  scriptInUse: {
    en: 'a value is changed while it is read: copy it into another variable first',
    ko: '값을 읽는 동안 그 값을 바꿉니다. 먼저 다른 변수에 복사하십시오',
  },
  scriptOperatorTypes: {
    en: '{{operator}} cannot be used with {{ofTypes}}: make them values of one kind, e.g. by parse_float',
    ko: '{{operator}}: 이런 값에는 쓸 수 없습니다({{ofTypes}}). parse_float 등으로 같은 종류의 값으로 바꾸십시오',
  },
  scriptOperatorNothing: {
    en: 'there is no value on one side of {{operator}}: an optional input was not there. Ask with == () first',
    ko: '{{operator}}: 한쪽에 값이 없습니다. 선택 입력이 비었습니다. 먼저 == ()로 확인하십시오',
  },
  scriptOrderTypes: {
    en: 'these cannot be put in order: {{ofTypes}}. Compare numbers with numbers and texts with texts',
    ko: '서로 크기를 비교할 수 없습니다({{ofTypes}}). 수는 수와, 텍스트는 텍스트와 비교하십시오',
  },
  scriptOrderNothing: {
    en: 'there is no value on one side of the comparison: an optional input was not there. Ask with == () first',
    ko: '비교의 한쪽에 값이 없습니다. 선택 입력이 비었습니다. 먼저 == ()로 확인하십시오',
  },
  scriptConditionType: {
    en: 'a condition is true or false, this is {{ofType}}: compare it with something',
    ko: '조건은 참이나 거짓이어야 합니다. 지금은 {{ofType}}입니다. 무엇과 비교할지 쓰십시오',
  },
  scriptConditionNothing: {
    en: 'this condition has no value: an optional input was not there. Ask with == () first',
    ko: '조건에 값이 없습니다. 선택 입력이 비었습니다. 먼저 == ()로 확인하십시오',
  },
  scriptLoopType: {
    en: 'for goes through an array, a range as 0..10 or a text, this is {{ofType}}',
    ko: 'for는 배열, 0..10 같은 범위, 텍스트에 씁니다. 지금은 {{ofType}}입니다',
  },
  scriptLoopNeedsList: {
    en: 'for goes through an array, a range as 0..10 or a text: this is none of them',
    ko: 'for는 배열, 0..10 같은 범위, 텍스트에 씁니다. 여기는 그런 값이 아닙니다',
  },
  scriptIndexType: {
    en: '{{ofType}} has no parts to be taken out with [ ]: only arrays, maps and texts have',
    ko: '[ ]로 일부를 꺼낼 수 없는 값입니다({{ofType}}). 배열, 맵, 텍스트에만 쓰십시오',
  },
  scriptOtherType: {
    en: 'needs {{wantedType}}, but gets {{ofType}}: convert it first',
    ko: '필요한 형: {{wantedType}}, 받은 형: {{ofType}}. 먼저 형을 바꾸십시오',
  },
  scriptQuotientNotFinite: {
    en: 'the result of {{operator}} is no finite number: the divisor is 0, or far too small. Ask before dividing',
    ko: '{{operator}}: 결과가 유한한 수가 아닙니다. 0이나 너무 작은 수로 나눕니다. 나누기 전에 확인하십시오',
  },
  scriptNotFinite: {
    en: 'the result of {{operator}} is no finite number: it is too large, or not defined for this value. Ask for its range first',
    ko: '{{operator}}: 결과가 유한한 수가 아닙니다. 너무 크거나 이 값에서는 정의되지 않습니다. 먼저 범위를 확인하십시오',
  },
  scriptDivisionByZero: {
    en: 'division by 0: {{text}}. Ask before dividing',
    ko: '0으로 나눕니다: {{text}}. 나누기 전에 확인하십시오',
  },
  scriptOverflow: {
    en: 'the whole number gets too large: {{text}}. Calculate with floats, e.g. 2.0',
    ko: '정수가 너무 커집니다: {{text}}. 2.0처럼 실수로 계산하십시오',
  },
  scriptNegativePower: {
    en: 'a whole number to a negative power: {{text}}. Write the base as a float, e.g. 2.0',
    ko: '정수의 음수 제곱입니다: {{text}}. 밑을 2.0처럼 실수로 쓰십시오',
  },
  scriptNotANumber: {
    en: 'the text "{{text}}" is no number: correct what it comes from, or catch it with try',
    ko: '수로 읽을 수 없는 텍스트입니다: {{text}}. 값의 출처를 고치거나 try로 처리하십시오',
  },
  scriptArithmetic: { en: 'this cannot be calculated: {{text}}', ko: '계산할 수 없습니다: {{text}}' },
  scriptArrayIndex: {
    en: 'the array has {{count}} elements, counted from 0; there is no [{{index}}]. Ask for the length first',
    ko: '배열의 원소는 {{count}}개이고 0부터 셉니다. 없는 자리: [{{index}}]. 먼저 길이를 확인하십시오',
  },
  scriptArrayEmpty: {
    en: 'the array is empty: ask for its length first',
    ko: '배열이 비어 있습니다. 먼저 길이를 확인하십시오',
  },
  scriptTextIndex: {
    en: 'the text has {{count}} characters, counted from 0; there is no [{{index}}]. Ask for the length first',
    ko: '텍스트는 {{count}}자이고 0부터 셉니다. 없는 자리: [{{index}}]. 먼저 길이를 확인하십시오',
  },
  scriptBitIndex: {
    en: 'a whole number has {{count}} bits, counted from 0; there is no [{{index}}]',
    ko: '정수는 {{count}}비트이고 0부터 셉니다. 없는 자리: [{{index}}]',
  },
  scriptThrown: {
    en: 'the script ended itself with throw: {{text}}',
    ko: '스크립트가 throw로 스스로 끝냈습니다: {{text}}',
  },
  scriptThrownNothing: {
    en: 'the script ended itself with throw',
    ko: '스크립트가 throw로 스스로 끝냈습니다',
  },
  scriptOperations: {
    en: 'too many steps: make loops shorter, or raise the limit of operations in the settings',
    ko: '단계가 너무 많습니다. 반복을 줄이거나 설정에서 연산 수 한도를 늘리십시오',
  },
  scriptCalls: {
    en: 'functions call one another too deep: a function that calls itself must come to an end',
    ko: '함수 호출이 너무 깊습니다. 자신을 부르는 함수는 끝나야 합니다',
  },
  scriptStack: {
    en: 'calls and expressions are nested too deep together: put parts into variables',
    ko: '호출과 식의 중첩이 함께 너무 깊습니다. 변수로 나누십시오',
  },
  scriptVariables: {
    en: 'too many variables at once: put some together into a map',
    ko: '변수가 한꺼번에 너무 많습니다. 맵으로 모으십시오',
  },
  scriptTextTooLarge: {
    en: 'a text gets too long: make it shorter',
    ko: '텍스트가 너무 길어집니다. 줄이십시오',
  },
  scriptArrayTooLarge: {
    en: 'an array gets too long: keep fewer elements',
    ko: '배열이 너무 길어집니다. 원소를 줄이십시오',
  },
  scriptMapTooLarge: {
    en: 'a map gets too large: keep fewer entries',
    ko: '맵이 너무 커집니다. 항목을 줄이십시오',
  },
  scriptMemoryHeld: {
    en: 'the script holds more memory than is allowed: keep fewer and smaller values',
    ko: '스크립트가 쓰는 메모리가 한도를 넘습니다. 값을 줄이십시오',
  },
  scriptMemoryCopied: {
    en: 'the script copies more data than is allowed: do not hand large values over in a loop',
    ko: '스크립트가 복사하는 데이터가 한도를 넘습니다. 반복문에서 큰 값을 넘기지 마십시오',
  },
  scriptInputValue: {
    en: 'the input "{{name}}" is no value that can be judged: a finite number, a text, true or false',
    ko: '{{name}}: 판단할 수 없는 입력입니다. 유한한 수, 텍스트, 참·거짓이어야 합니다',
  },
  scriptResultDeep: {
    en: 'the result is nested too deep: make it flatter',
    ko: '결과의 중첩이 너무 깊습니다. 단순하게 하십시오',
  },
  scriptResultWhole: {
    en: 'the result holds a whole number beyond 2^53: {{text}}. Use a float',
    ko: '결과에 2^53을 넘는 정수가 있습니다: {{text}}. 실수로 쓰십시오',
  },
  scriptResultType: {
    en: '{{ofType}} cannot be part of the result: use numbers, texts, true or false, arrays and maps',
    ko: '결과에 넣을 수 없는 값입니다({{ofType}}). 수, 텍스트, 참·거짓, 배열, 맵을 쓰십시오',
  },
  scriptResultNotFinite: {
    en: 'the result holds a number that is not finite: ask before calculating it',
    ko: '결과에 유한하지 않은 수가 있습니다. 계산하기 전에 확인하십시오',
  },
  scriptResultNoVerdict: {
    en: 'the result is no map with a verdict: end in #{ verdict: … }',
    ko: '결과가 판정이 있는 맵이 아닙니다. #{ verdict: … }로 끝내십시오',
  },
  scriptStopped: {
    en: 'the sandbox of the engine stopped and was made anew; the script took it beyond its bounds',
    ko: '엔진의 샌드박스가 멈추어 새로 만들었습니다. 스크립트가 한계를 넘었습니다',
  },
  scriptTimeout: {
    en: 'the script takes too long: make loops shorter, or raise its time in the settings',
    ko: '스크립트가 너무 오래 걸립니다. 반복을 줄이거나 설정에서 시간을 늘리십시오',
  },
  runTooLong: {
    en: 'it took more than {{seconds}} s and was ended: make loops of the script shorter, or try it again while the station has less to do',
    ko: '{{seconds}}초를 넘어 끝냈습니다. 스크립트의 반복을 줄이거나 스테이션이 덜 바쁠 때 다시 하십시오',
  },
  engineLost: {
    en: 'the rule engine was lost while it worked on this; it is started again',
    ko: '규칙 엔진이 처리하다가 끊겼습니다. 다시 시작합니다',
  },
  engineBusy: {
    en: 'the rule engine has too much to do; try it again in a while',
    ko: '규칙 엔진에 일이 밀려 있습니다. 잠시 뒤에 다시 하십시오',
  },
  engineClosed: { en: 'the rule engine is closed', ko: '규칙 엔진이 닫혀 있습니다' },
} as const satisfies Record<string, LocalizedText>;
