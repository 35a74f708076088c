import type { LocalizedText } from './common.ts';

/** Why a row of a file or table was not taken, or a cell of it; part of `REASONS`. */
export const ROW_REASONS = {
  // Rows of files
  tooManyColumns: {
    en: 'the rows have {{columns}} columns; {{most}} are allowed: is the separator right?',
    ko: '행에 열이 {{columns}}개입니다. 최대 {{most}}개입니다. 구분 기호가 맞습니까?',
  },
  csvQuoteOpen: {
    en: 'a quotation mark is opened and never closed: the rest of the file would be one cell',
    ko: '따옴표가 열린 채 닫히지 않습니다. 파일의 나머지가 한 칸이 됩니다',
  },
  rowTooLong: {
    en: 'the row is longer than 1 MiB: most likely a quotation mark without its pair',
    ko: '행이 1 MiB보다 깁니다. 짝이 없는 따옴표일 가능성이 큽니다',
  },
  noRow: { en: 'no row of CSV: {{detail}}', ko: 'CSV 행이 아닙니다: {{detail}}' },
  noTime: {
    en: '{{text}} is no time of the form “{{form}}”',
    ko: '{{text}}: “{{form}}” 형식의 시각이 아닙니다',
  },
  before1980: { en: '{{time}} is before 1980', ko: '{{time}}: 1980년 이전입니다' },
  inFuture: {
    en: '{{time}} is in the future: are form and zone right?',
    ko: '{{time}}: 미래입니다. 형식과 시간대가 맞습니까?',
  },
  skippedTime: {
    en: '{{time}} does not occur in {{zone}}: clocks were put forward over it',
    ko: '{{time}}: {{zone}}에 없는 시각입니다. 시계를 앞당긴 구간입니다',
  },
  notInEncoding: {
    en: '{{text}} is not in the encoding of the file',
    ko: '{{text}}: 파일의 인코딩에 맞지 않습니다',
  },
  noNumber: { en: '{{text}} is no number', ko: '{{text}}: 숫자가 아닙니다' },
  noBoolean: { en: '{{text}} is no boolean', ko: '{{text}}: 참·거짓이 아닙니다' },
  noNumberAsBefore: {
    en: "{{text}} is no number as the tag's values before it",
    ko: '{{text}}: 이 태그의 앞선 값과 달리 숫자가 아닙니다',
  },
  noBooleanAsBefore: {
    en: "{{text}} is no boolean as the tag's values before it",
    ko: '{{text}}: 이 태그의 앞선 값과 달리 참·거짓이 아닙니다',
  },
  cellControl: { en: 'the text holds control characters', ko: '텍스트에 제어 문자가 있습니다' },
  noQuality: { en: '{{text}} is no quality', ko: '{{text}}: 품질이 아닙니다' },
  noTagName: { en: 'there is no tag name', ko: '태그 이름이 없습니다' },
  nameControl: { en: '{{text}} holds control characters', ko: '{{text}}: 제어 문자가 있습니다' },
  nameNoPath: {
    en: '{{text}} is no path site/area/line/equipment/tag; choose a machine to put before it',
    ko: '{{text}}: site/area/line/equipment/tag 경로가 아닙니다. 앞에 붙일 설비를 선택하십시오',
  },
  nameNoTag: {
    en: '{{text}} cannot be a tag: no / + or # in a name',
    ko: '{{text}}: 태그가 될 수 없습니다. 이름에는 / + #을 쓸 수 없습니다',
  },
  nameTooLong: {
    en: '{{text}} is longer than {{most}} characters',
    ko: '{{text}}: {{most}}자보다 깁니다',
  },

  // Rows of tables
  nullTime: { en: 'NULL: a value needs its time', ko: 'NULL입니다. 값에는 시각이 있어야 합니다' },
  noTimeThere: { en: '{{text}} is no time', ko: '{{text}}: 시각이 아닙니다' },
  noEpoch: {
    en: '{{text}} is no number of seconds or milliseconds',
    ko: '{{text}}: 초나 밀리초의 숫자가 아닙니다',
  },
  tooManyDigits: {
    en: '{{text}} has more digits than a number can keep exactly: take the column as text',
    ko: '{{text}}: 숫자가 정확히 담을 수 있는 자릿수를 넘습니다. 열을 텍스트로 읽으십시오',
  },
} as const satisfies Record<string, LocalizedText>;
