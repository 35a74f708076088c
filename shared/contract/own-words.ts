import type { Language, LocalizedText } from './common.ts';

/** What schemas of the contract say in words of their own, by code; `{{…}}` is filled in. */
export const OWN_WORDS = {
  afterFrom: { en: 'is before "from"', ko: '"from"보다 앞선 시각입니다' },
  timezone: {
    en: 'no IANA time zone, e.g. Asia/Seoul or UTC',
    ko: 'IANA 시간대가 아닙니다. 예: Asia/Seoul, UTC',
  },
  pageLimit: { en: 'must be a whole number from 1 to 500', ko: '1부터 500까지의 정수여야 합니다' },
  equipmentPath: { en: 'site/area/line/equipment', ko: 'site/area/line/equipment 형식이어야 합니다' },
  tagPath: { en: 'site/area/line/equipment/tag', ko: 'site/area/line/equipment/tag 형식이어야 합니다' },
  tagPattern: {
    en: 'five parts: site/area/line/equipment/tag, with * for any characters of a part',
    ko: '다섯 부분 site/area/line/equipment/tag이어야 합니다. 각 부분에 * 를 쓸 수 있습니다',
  },
  variable: {
    en: 'a name of letters, digits and _ (it is a variable in the expression)',
    ko: '영문자, 숫자, _ 로 된 이름이어야 합니다(식의 변수입니다)',
  },
  jsonName: { en: 'is no name a JSON object can hold', ko: 'JSON 객체에 쓸 수 없는 이름입니다' },
  smallLetters: { en: 'small letters, digits and -', ko: '영문 소문자, 숫자, - 만 쓸 수 있습니다' },
  sourceId: { en: 'small letters, digits and -, at most 63', ko: '영문 소문자, 숫자, - 로 63자까지입니다' },
  taken: { en: '"{{name}}" is taken', ko: '이미 쓰인 이름입니다: {{name}}' },
  twice: { en: '{{name}} is there twice', ko: '두 번 나옵니다: {{name}}' },
  inputValue: {
    en: 'must be a number, true or false, a text of at most 10,000 characters, or null',
    ko: '숫자, true 또는 false, 10,000자까지의 텍스트, null 중 하나여야 합니다',
  },
  emptyReason: { en: 'leave it out or say something', ko: '비워 두려면 빼고, 아니면 내용을 적으십시오' },
  overrideNeeds: {
    en: 'an override needs correctVerdict or reason',
    ko: '재판정에는 correctVerdict나 reason이 필요합니다',
  },
  takeNeedsWindow: {
    en: 'take "{{take}}" needs windowSeconds',
    ko: 'take "{{take}}"에는 windowSeconds가 필요합니다',
  },
  takeNeedsNumber: {
    en: 'take "{{take}}" needs type number',
    ko: 'take "{{take}}"에는 type number가 필요합니다',
  },
  valuesAreText: { en: 'values are for type text', ko: 'values는 type text에만 쓸 수 있습니다' },
  holdReserved: {
    en: 'HOLD is reserved for a judgment that could not be made',
    ko: 'HOLD는 할 수 없었던 판단을 위한 말이라 쓸 수 없습니다',
  },
  someVerdict: { en: 'declare at least one verdict', ko: '판정을 하나 이상 선언하십시오' },
  onlyRequest: {
    en: 'without an input that has a tag the trigger can only be "request"',
    ko: '태그가 있는 입력이 없으면 trigger는 "request"만 가능합니다',
  },
  utcOffset: {
    en: 'an offset from UTC, e.g. +09:00',
    ko: 'UTC와의 차이여야 합니다. 예: +09:00',
  },
  rowName: {
    en: 'letters, digits, _ . and -, at most 40',
    ko: '글자, 숫자, _ . - 로 40자까지입니다',
  },
  outputName: {
    en: 'a letter or _, then letters, digits and _, at most 40',
    ko: '영문자나 _ 로 시작하고 영문자, 숫자, _ 로 40자까지입니다',
  },
  columnLengths: { en: 'columns of different length', ko: '열의 길이가 서로 다릅니다' },
  hostPort: { en: 'HOST:PORT, e.g. 127.0.0.1:8080', ko: 'HOST:PORT 형식이어야 합니다. 예: 127.0.0.1:8080' },
  port: { en: 'a port from 0 to 65535', ko: '포트는 0부터 65535까지입니다' },
  hostName: {
    en: 'a name or address as clients call it, e.g. station-7.plant.example or 192.0.2.7:8080; no patterns',
    ko: '접속하는 쪽이 쓰는 이름이나 주소여야 합니다. 예: station-7.plant.example, 192.0.2.7:8080. 패턴은 쓸 수 없습니다',
  },
  addressStart: {
    en: 'an address starting with {{schemes}}',
    ko: '다음으로 시작하는 주소여야 합니다: {{schemes}}',
  },
  addressPort: {
    en: 'an address with a host and a port up to 65535',
    ko: '호스트와 65535까지의 포트가 있는 주소여야 합니다',
  },
  topicFilter: {
    en: 'no topic filter: + and # stand for a whole level, # only for the last',
    ko: '토픽 필터가 아닙니다. +와 #는 한 단계 전체를 뜻하며 #는 마지막에만 올 수 있습니다',
  },
  plainName: { en: 'a name without /, + and #', ko: '/, +, # 가 없는 이름이어야 합니다' },
  sparkplugPlace: {
    en: 'four levels with {node} and {device} in them, e.g. {group}/sparkplug/{node}/{device}',
    ko: '{node}와 {device}가 들어간 네 단계여야 합니다. 예: {group}/sparkplug/{node}/{device}',
  },
  timeOfDay: { en: 'a time of day as 03:30, or off', ko: '03:30 같은 시각이나 off여야 합니다' },
  keepCount: { en: 'a whole number up to 999', ko: '999까지의 정수여야 합니다' },
  days: { en: 'a whole number of days from 1 to 99999', ko: '1부터 99999까지의 정수 일수여야 합니다' },
  daysByTag: {
    en: 'site/area/line/equipment/tag = days, with * for any characters of a part',
    ko: 'site/area/line/equipment/tag = 일수 형식이어야 합니다. 각 부분에 * 를 쓸 수 있습니다',
  },
  gib: { en: 'a number of GiB above 0, e.g. 20 or 0.5', ko: '0보다 큰 GiB 수여야 합니다. 예: 20, 0.5' },
  visibleAscii: { en: 'at most 200 visible ASCII characters', ko: '보이는 ASCII 문자 200자까지입니다' },
  bareHost: {
    en: 'a name or address without scheme and port',
    ko: '프로토콜과 포트가 없는 이름이나 주소여야 합니다',
  },
  emptyFile: { en: 'the file is empty', ko: '파일이 비어 있습니다' },
  pem: { en: 'PEM text of a certificate', ko: '인증서의 PEM 텍스트여야 합니다' },
  aboveLower: {
    en: 'must be above the lower bound, {{low}}',
    ko: '하한 {{low}}보다 커야 합니다',
  },
  unknownField: { en: 'unknown field', ko: '알 수 없는 항목입니다' },
  ucumMeant: {
    en: '"{{text}}" is no UCUM code: write {{meant}}',
    ko: 'UCUM 코드가 아닙니다: "{{text}}". {{meant}}로 쓰십시오',
  },
  ucum: {
    en: '"{{text}}" is no UCUM code: write e.g. Cel, bar, mm/s, kW.h, m3/h, {rev}/min, or {name} for what is counted',
    ko: 'UCUM 코드가 아닙니다: "{{text}}". 예: Cel, bar, mm/s, kW.h, m3/h, {rev}/min. 세는 것은 {이름}으로 씁니다',
  },
} as const satisfies Record<string, LocalizedText>;

type OwnWords = keyof typeof OWN_WORDS;
type Parameters = Readonly<Record<string, string>>;

let language: Language = 'en';

/** In which language schemas speak from now on. */
export function speakIn(next: Language): void {
  language = next;
}

/** A text of the table in the language of now. */
export function ownWords(code: OwnWords, parameters: Parameters = {}): string {
  return OWN_WORDS[code][language].replace(
    /\{\{(\w+)\}\}/g,
    (whole, name: string) => parameters[name] ?? whole,
  );
}

/** The same as what a check of a schema says, in the language of the moment it fails in. */
export function saying(code: OwnWords, parameters?: Parameters): { error: () => string } {
  return { error: () => ownWords(code, parameters) };
}
