import type { LocalizedText } from './common.ts';

/** Why something of Sparkplug was not taken, and why births are asked for; part of `REASONS`. */
export const SPARKPLUG_REASONS = {
  // Sparkplug: topics and bytes
  spPrefix: {
    en: 'a Sparkplug topic starts with {{prefix}}',
    ko: 'Sparkplug 토픽은 {{prefix}}로 시작합니다',
  },
  spType: {
    en: '{{type}} is no message type of Sparkplug',
    ko: '{{type}}: Sparkplug 메시지 종류가 아닙니다',
  },
  spTopic: { en: 'a {{type}} topic is {{form}}', ko: '{{type}} 토픽의 형식은 {{form}}입니다' },
  spParts: {
    en: 'more than {{most}} parts in one payload',
    ko: '페이로드 하나에 부분이 {{most}}개보다 많습니다',
  },
  spFieldZero: { en: 'field number 0', ko: '필드 번호가 0입니다' },
  spEnds: { en: 'it ends inside a field', ko: '필드 중간에서 끝납니다' },
  spLongNumber: { en: 'a number of more than ten bytes', ko: '숫자가 10바이트보다 깁니다' },
  spFieldSize: {
    en: 'a field of {{size}} bytes where {{left}} are left',
    ko: '필드가 {{size}}바이트인데 {{left}}바이트만 남았습니다',
  },
  spTextNotUtf8: { en: 'text that is not UTF-8', ko: '텍스트가 UTF-8이 아닙니다' },
  spDeep: { en: 'nesting deeper than {{most}}', ko: '중첩이 {{most}}단계보다 깊습니다' },
  spPacked: {
    en: 'a packed field that ends inside a number',
    ko: '묶음 필드가 숫자 중간에서 끝납니다',
  },
  spWire: { en: 'wire type {{wire}}', ko: '와이어 형식이 {{wire}}입니다' },
  spGroup: { en: 'a group that ends as another', ko: '그룹이 다른 그룹으로 끝납니다' },
  spProperties: {
    en: 'a property set with {{names}} names and {{values}} values',
    ko: '속성 집합의 이름은 {{names}}개인데 값은 {{values}}개입니다',
  },

  // Sparkplug: metrics
  spValueKind: {
    en: 'datatype {{datatype}} with a {{kind}} value',
    ko: '데이터 형식 {{datatype}}에 {{kind}} 값이 왔습니다',
  },
  spNoDate: { en: '{{text}} ms is no date', ko: '{{text}} ms는 날짜가 아닙니다' },
  spNoValue: {
    en: 'datatype {{datatype}} is none of a value',
    ko: '데이터 형식 {{datatype}}은(는) 값의 형식이 아닙니다',
  },
  spDataSet: {
    en: 'a data set of {{columns}} columns and {{types}} types',
    ko: '데이터 집합의 열은 {{columns}}개인데 형식은 {{types}}개입니다',
  },
  spDataSetRow: {
    en: 'a data set row of {{elements}} elements and {{columns}} columns',
    ko: '데이터 집합 행의 요소는 {{elements}}개인데 열은 {{columns}}개입니다',
  },
  spBooleanCount: { en: 'a Boolean array without its count', ko: 'Boolean 배열에 개수가 없습니다' },
  spBooleanBytes: {
    en: 'a Boolean array of {{count}} in {{bytes}} bytes',
    ko: 'Boolean 배열이 {{count}}개인데 {{bytes}}바이트입니다',
  },
  spStringEnd: {
    en: 'a String array that does not end in 0',
    ko: 'String 배열이 0으로 끝나지 않습니다',
  },
  spStringNotUtf8: { en: 'a String array that is not UTF-8', ko: 'String 배열이 UTF-8이 아닙니다' },
  spNoArray: {
    en: 'datatype {{datatype}} is no array',
    ko: '데이터 형식 {{datatype}}은(는) 배열이 아닙니다',
  },
  spElements: {
    en: '{{bytes}} bytes are no whole elements of {{size}}',
    ko: '{{bytes}}바이트는 {{size}}바이트 요소로 나누어지지 않습니다',
  },
  spNameless: {
    en: 'a metric of a birth without a name',
    ko: '출생 메시지에 이름 없는 메트릭이 있습니다',
  },
  spAliasTwice: {
    en: 'alias {{alias}} is both {{one}} and {{other}}',
    ko: '별칭 {{alias}}: {{one}}이면서 {{other}}입니다',
  },
  spOneTag: {
    en: 'metrics {{one}} and {{other}} would be one tag, {{path}}',
    ko: '메트릭 {{one}}과(와) {{other}}이(가) 한 태그 {{path}}가 됩니다',
  },
  spUnknownAlias: {
    en: 'alias {{alias}} is in no birth of its source',
    ko: '별칭 {{alias}}: 출생 메시지에 없습니다',
  },
  spUnknownMetric: {
    en: 'metric {{name}} is in no birth of its source',
    ko: '메트릭 {{name}}: 출생 메시지에 없습니다',
  },
  spUnknownMember: {
    en: 'template member {{name}} is in no birth',
    ko: '템플릿 구성 요소 {{name}}: 출생 메시지에 없습니다',
  },
  spEquipment: {
    en: '{{path}} has {{levels}} levels, not 4',
    ko: '{{path}}: 4단계가 아니라 {{levels}}단계입니다',
  },

  // Sparkplug: why births are asked for
  spCountsAnew: { en: 'it counts anew without a birth', ko: '출생 메시지 없이 번호를 새로 셉니다' },
  spDeviceFirst: {
    en: 'a device was born before its edge node',
    ko: '장치의 출생 메시지가 에지 노드의 것보다 먼저 왔습니다',
  },
  spNodeData: {
    en: 'data of the edge node {{name}} without its birth',
    ko: '에지 노드 {{name}}: 출생 메시지 없이 데이터가 왔습니다',
  },
  spDeviceData: {
    en: 'data of the device {{name}} without its birth',
    ko: '장치 {{name}}: 출생 메시지 없이 데이터가 왔습니다',
  },
  spOtherSession: {
    en: 'a death of session {{came}} came, its birth was of session {{born}}',
    ko: '세션 {{came}}의 사망 메시지가 왔으나 출생 메시지는 세션 {{born}}의 것입니다',
  },
  spMissing: {
    en: '{{count}} of its messages are missing',
    ko: '메시지 {{count}}건이 빠졌습니다',
  },
  spConnected: {
    en: 'the station has connected anew',
    ko: '스테이션이 새로 연결되었습니다',
  },
} as const satisfies Record<string, LocalizedText>;
