import type { LocalizedText } from './common.ts';
import { RUN_REASONS } from './run-reason-texts.ts';
import { SCRIPT_REASONS } from './script-reason-texts.ts';
import { ROW_REASONS } from './row-reason-texts.ts';
import { BACKTEST_REASONS } from './backtest-reason-texts.ts';
import { BACKUP_REASONS } from './backup-reason-texts.ts';
import { RULES_REASONS } from './rules-reason-texts.ts';
import { TABLE_REASONS } from './table-reason-texts.ts';
import { STATION_REASONS } from './station-reason-texts.ts';
import { SPARKPLUG_REASONS } from './sparkplug-reason-texts.ts';
import { TAG_REASONS } from './tag-reason-texts.ts';

/** Why something was not taken, by code: texts with `{{parameters}}`. A code is never given another meaning. */
export const REASONS = {
  // Text that cannot be told more exactly, as of the operating system.
  other: { en: '{{text}}', ko: '{{text}}' },

  // Payloads
  payloadTooLong: {
    en: 'the payload has {{bytes}} bytes; {{most}} are allowed',
    ko: '페이로드가 {{bytes}}바이트입니다. 최대 {{most}}바이트입니다',
  },
  payloadEmpty: { en: 'the payload is empty', ko: '페이로드가 비어 있습니다' },
  notUtf8: { en: 'the payload is not UTF-8 text', ko: '페이로드가 UTF-8 텍스트가 아닙니다' },
  notJson: { en: 'not valid JSON: {{detail}}', ko: '올바른 JSON이 아닙니다: {{detail}}' },
  jsonEnds: {
    en: 'not valid JSON: it ends in the middle',
    ko: '올바른 JSON이 아닙니다. 중간에서 끝납니다',
  },
  jsonSign: {
    en: 'not valid JSON: {{sign}} is not expected in {{near}}',
    ko: '올바른 JSON이 아닙니다. {{near}} 안의 {{sign}}은(는) 그 자리에 올 수 없습니다',
  },
  jsonAt: {
    en: 'not valid JSON from character {{at}} on',
    ko: '올바른 JSON이 아닙니다. {{at}}번째 글자부터 틀립니다',
  },
  emptyArray: { en: 'the array is empty', ko: '배열이 비어 있습니다' },
  tooManyValues: {
    en: 'more than {{most}} values in one message',
    ko: '메시지 하나에 값이 {{most}}개보다 많습니다',
  },
  tooManyInLine: { en: 'more than {{most}} values in one line', ko: '한 줄에 값이 {{most}}개보다 많습니다' },
  grouped: {
    en: 'a grouped message is {"t":…,"seq":…,"values":{…}}',
    ko: '묶음 메시지의 형식은 {"t":…,"seq":…,"values":{…}}입니다',
  },
  noValues: { en: '"values" is empty', ko: '"values"가 비어 있습니다' },
  noV: { en: 'the object has no "v"', ko: '객체에 "v"가 없습니다' },
  isArray: {
    en: 'the value is an array, not a number, boolean or text',
    ko: '값이 배열입니다. 숫자, 참·거짓, 텍스트여야 합니다',
  },
  isObject: {
    en: 'the value is an object, not a number, boolean or text',
    ko: '값이 객체입니다. 숫자, 참·거짓, 텍스트여야 합니다',
  },
  beyondDouble: {
    en: 'the number is outside the range of a double',
    ko: '숫자가 배정밀도 실수의 범위를 벗어났습니다',
  },
  notFinite: { en: '{{text}} is not a finite number', ko: '{{text}}: 유한한 숫자가 아닙니다' },
  textTooLong: {
    en: 'the text has {{length}} characters; {{most}} are allowed',
    ko: '텍스트가 {{length}}자입니다. 최대 {{most}}자입니다',
  },
  halfCharacter: {
    en: 'the text holds half a character (a lone surrogate)',
    ko: '텍스트에 반쪽 문자(짝 없는 서로게이트)가 있습니다',
  },
  controlCharacters: {
    en: 'the text holds control characters: is this binary data?',
    ko: '텍스트에 제어 문자가 있습니다. 이진 데이터가 아닙니까?',
  },
  badQ: { en: '"q" is not a whole number from 0', ko: '"q"가 0 이상의 정수가 아닙니다' },
  badSeq: { en: '"seq" is not a whole number from 0', ko: '"seq"가 0 이상의 정수가 아닙니다' },
  badT: {
    en: '"t" is neither ISO 8601 text nor milliseconds',
    ko: '"t"가 ISO 8601 텍스트도 밀리초도 아닙니다',
  },
  noForm: {
    en: 'no form is known for this topic: it does not start with {{prefix}}',
    ko: '형식을 알 수 없는 토픽입니다. {{prefix}}로 시작하지 않습니다',
  },
  levelCount: {
    en: '{{levels}} levels after {{prefix}}: 5 (site/area/line/equipment/tag) or 4 (grouped) are expected',
    ko: '{{prefix}} 뒤가 {{levels}}단계입니다. 5단계(site/area/line/equipment/tag) 또는 4단계(묶음)여야 합니다',
  },
  pathTooLong: {
    en: 'the path is longer than {{most}} characters',
    ko: '경로가 {{most}}자보다 깁니다',
  },
  emptyLevel: { en: '{{where}} has an empty level', ko: '{{where}}: 빈 단계가 있습니다' },
  levelSigns: { en: '{{where}} has a level with /, + or #', ko: '{{where}}: 단계에 /, +, #이 있습니다' },
  levelControl: {
    en: '{{where}} has a level with a control character',
    ko: '{{where}}: 단계에 제어 문자가 있습니다',
  },
  levelNotUnicode: {
    en: '{{where}} has a level that is not Unicode text',
    ko: '{{where}}: 유니코드 텍스트가 아닌 단계가 있습니다',
  },
  tagLimit: {
    en: 'the station has {{most}} tags, its limit: no new one is made',
    ko: '스테이션의 태그가 한도인 {{most}}개입니다. 새 태그를 만들지 않습니다',
  },
  sourceTagLimit: {
    en: 'the source "{{source}}" has made {{most}} tags, its limit: no new one is made',
    ko: '원천 "{{source}}"이(가) 만든 태그가 한도인 {{most}}개입니다. 새 태그를 만들지 않습니다',
  },
  derivedTag: {
    en: '{{path}} is a derived tag: it takes no signals from outside',
    ko: '{{path}}: 계산 태그이므로 외부 신호를 받지 않습니다',
  },
  noFormOrPattern: {
    en: 'no form is known for this topic: it does not start with {{prefix}}, and no pattern of the topic mappings matches it',
    ko: '형식을 알 수 없는 토픽입니다. {{prefix}}로 시작하지 않고 토픽 매핑의 패턴에도 맞지 않습니다',
  },
  sparkplugRetained: {
    en: 'a retained Sparkplug message: its age is unknown, and the specification forbids it',
    ko: '보관된(retained) Sparkplug 메시지입니다. 언제 것인지 알 수 없으며 규격이 금지합니다',
  },
  sparkplugNodes: {
    en: 'the station follows {{most}} edge nodes, its limit',
    ko: '스테이션이 한도인 에지 노드 {{most}}개를 이미 따르고 있습니다',
  },
  nodeNotBorn: {
    en: 'metric {{metric}}: the edge node was not born since the station heard of it',
    ko: '메트릭 {{metric}}: 에지 노드의 출생 메시지가 아직 오지 않았습니다',
  },
  deviceNotBorn: {
    en: 'metric {{metric}}: the device was not born since the station heard of it',
    ko: '메트릭 {{metric}}: 장치의 출생 메시지가 아직 오지 않았습니다',
  },
  lineForm: {
    en: 'a line is one JSON object, with "tag" or "equipment"',
    ko: '한 줄은 "tag" 또는 "equipment"가 있는 JSON 객체 하나입니다',
  },
  lineEither: {
    en: 'a line has either "tag" or "equipment"',
    ko: '한 줄에는 "tag"와 "equipment" 중 하나만 있어야 합니다',
  },
  lineNotText: { en: '"{{kind}}" is not text', ko: '"{{kind}}"가 텍스트가 아닙니다' },
  lineUnknown: {
    en: '{{text}} is no member of a line: {{known}} are',
    ko: '{{text}}: 한 줄에 쓸 수 없는 항목입니다. 가능한 항목: {{known}}',
  },
  linePlace: {
    en: '"{{kind}}" {{text}} is not of the form {{form}}',
    ko: '"{{kind}}" {{text}}: {{form}} 형식이 아닙니다',
  },

  ...SPARKPLUG_REASONS,
  ...TAG_REASONS,

  // Times of payloads
  timeNoZone: {
    en: 'time {{text}} has no zone or is no ISO 8601 time: write e.g. 2026-01-02T03:04:05.678Z',
    ko: '시각 {{text}}: 시간대가 없거나 ISO 8601이 아닙니다. 예: 2026-01-02T03:04:05.678Z',
  },
  timeNeither: {
    en: 'time {{text}} is neither ISO 8601 nor a number of milliseconds',
    ko: '시각 {{text}}: ISO 8601도 밀리초도 아닙니다',
  },
  timeNotThere: { en: 'time {{text}} does not exist', ko: '시각 {{text}}: 없는 시각입니다' },
  timeNotFinite: { en: 'time {{text}} is not a finite number', ko: '시각 {{text}}: 유한한 숫자가 아닙니다' },
  timeBefore2000: {
    en: "source time {{time}} is before 2000: the source's clock is not set",
    ko: '원천 시각 {{time}}: 2000년 이전입니다. 원천의 시계가 맞지 않습니다',
  },
  timeSeconds: {
    en: "source time {{time}} is before 2000: the source's clock is not set; it looks like seconds: milliseconds are expected",
    ko: '원천 시각 {{time}}: 2000년 이전입니다. 초로 보입니다. 밀리초여야 합니다',
  },
  timeAhead: {
    en: "source time {{time}} is more than a year ahead of this station's clock",
    ko: '원천 시각 {{time}}: 이 스테이션의 시계보다 1년 넘게 앞섭니다',
  },
  timeMicroseconds: {
    en: "source time {{time}} is more than a year ahead of this station's clock; it looks like micro- or nanoseconds: milliseconds are expected",
    ko: '원천 시각 {{time}}: 1년 넘게 앞섭니다. 마이크로초나 나노초로 보입니다. 밀리초여야 합니다',
  },
  timeNoNumber: { en: 'time {{text}} is not a number', ko: '시각 {{text}}: 숫자가 아닙니다' },
  timeNoLocal: {
    en: 'time {{text}} is no local time such as 2026-01-02T03:04:05',
    ko: '시각 {{text}}: 2026-01-02T03:04:05와 같은 현지 시각이 아닙니다',
  },
  timeNotFormat: {
    en: 'time {{text}} does not have the format {{format}}',
    ko: '시각 {{text}}: {{format}} 형식이 아닙니다',
  },
  timeNoText: {
    en: 'time {{text}} is neither ISO 8601 text nor milliseconds',
    ko: '시각 {{text}}: ISO 8601 텍스트도 밀리초도 아닙니다',
  },

  // Payloads of mapped topics
  noSample: {
    en: 'no sample is where the mapping looks for them',
    ko: '매핑이 찾는 곳에 샘플이 없습니다',
  },
  noValueFound: {
    en: 'no value is where the mapping looks for it',
    ko: '매핑이 찾는 곳에 값이 없습니다',
  },
  noValueThere: { en: 'no value is there', ko: '값이 없습니다' },
  sameTag: {
    en: 'another value of this sample is {{path}} already',
    ko: '이 샘플의 다른 값이 이미 {{path}}입니다',
  },
  mappedSeq: {
    en: 'the number of the message is not a whole number from 0',
    ko: '메시지 번호가 0 이상의 정수가 아닙니다',
  },
  noCommaNumber: {
    en: '{{text}} is no number with a decimal comma',
    ko: '{{text}}: 소수점이 쉼표인 숫자가 아닙니다',
  },
  mappedQuality: {
    en: 'quality {{text}} is neither a code nor one of the words of the mapping',
    ko: '품질 {{text}}: 코드도 매핑의 단어도 아닙니다',
  },
  partMissing: { en: '{{part}} is not there', ko: '{{part}} 부분이 없습니다' },
  partEmpty: { en: '{{part}} is empty', ko: '{{part}} 부분이 비어 있습니다' },

  // Mappings as they are written
  atMostLevels: { en: 'at most {{most}} levels', ko: '최대 {{most}}단계입니다' },
  noShared: {
    en: 'shared subscriptions are not possible here',
    ko: '공유 구독은 여기서 쓸 수 없습니다',
  },
  noNamedPart: {
    en: '{{text}} is no named part: a level is {name} as a whole, of letters, digits and _',
    ko: '{{text}}: 이름 있는 부분이 아닙니다. 단계 전체가 영문자, 숫자, _로 된 {name}이어야 합니다',
  },
  wildcardLevels: {
    en: '+ and # stand for whole levels, # only as the last one',
    ko: '+와 #은 단계 전체를 나타내며 #은 마지막에만 쓸 수 있습니다',
  },
  thereTwice: { en: '{{text}} is there twice', ko: '{{text}}: 두 번 있습니다' },
  onlyLast: { en: '{{text}} can only be the last level', ko: '{{text}}: 마지막 단계로만 쓸 수 있습니다' },
  emptyTagLevel: { en: 'an empty level', ko: '빈 단계입니다' },
  braceAlone: { en: 'a { or } without the other', ko: '{ 또는 }의 짝이 없습니다' },
  noPartName: { en: '{{text}} is no name of a part', ko: '{{text}}: 부분의 이름이 아닙니다' },
  tagSigns: { en: '+ and # are not possible in a tag', ko: '태그에는 +와 #을 쓸 수 없습니다' },
  tagLevels: {
    en: '{{levels}} levels: site/area/line/equipment/tag are five',
    ko: '{{levels}}단계입니다. site/area/line/equipment/tag는 다섯 단계입니다',
  },
  payloadCut: {
    en: 'the payload is too long to be kept whole, so it cannot be looked at',
    ko: '페이로드가 너무 길어 전부 보관되지 않았으므로 살펴볼 수 없습니다',
  },
  noValueGuessed: {
    en: 'nothing in the payload looks like a value: pick the field that is one',
    ko: '페이로드에 값으로 보이는 것이 없습니다. 값인 필드를 선택하십시오',
  },
  pickAValue: {
    en: 'at least one field is the value: first pick another one',
    ko: '값인 필드가 적어도 하나 있어야 합니다. 먼저 다른 필드를 선택하십시오',
  },
  pickElsewhere: {
    en: '{{path}} stands in a list of its own: which of its elements belongs to a value cannot be said',
    ko: '{{path}}: 값과 다른 목록에 있어 어느 값의 것인지 정할 수 없습니다',
  },
  pickTooMany: {
    en: 'more than {{most}} values that are not members of one object: write a path with * below',
    ko: '한 객체의 멤버가 아닌 값이 {{most}}개보다 많습니다. 아래에 *가 있는 경로를 적으십시오',
  },
  pickNoTime: {
    en: '{{path}} does not read as a time in any format known here: write its own format below',
    ko: '{{path}}: 아는 형식의 시각이 아닙니다. 아래에서 형식을 직접 적으십시오',
  },
  pickGone: {
    en: '{{path}} is not in the newest payload any more',
    ko: '{{path}}: 최근 페이로드에 더 이상 없습니다',
  },
  tagWithoutName: { en: 'the tag has no name', ko: '태그 이름이 없습니다' },
  oneNode: {
    en: 'a wildcard is not possible here: one node is wanted',
    ko: '여기에는 *를 쓸 수 없습니다. 노드 하나여야 합니다',
  },
  thereAlready: { en: '{{text}} is there already', ko: '{{text}}: 이미 있습니다' },
  nameIsValues: {
    en: '{{text}} is the name of a value in its payload: give this part another name',
    ko: '{{text}}: 페이로드 안 값의 이름입니다. 이 부분에 다른 이름을 붙이십시오',
  },
  unknownPart: {
    en: '{{text}} is no part of the topic and no field of the payload; known are {{known}}',
    ko: '{{text}}: 토픽의 부분도 페이로드의 필드도 아닙니다. 쓸 수 있는 것: {{known}}',
  },
  unknownTopicPart: {
    en: '{{text}} is no part of the topic; known are {{known}}',
    ko: '{{text}}: 토픽의 부분이 아닙니다. 쓸 수 있는 것: {{known}}',
  },
  severalValues: {
    en: 'several values of a sample would all become one tag: put {{text}} into it',
    ko: '한 샘플의 여러 값이 모두 한 태그가 됩니다. 태그에 {{text}}을(를) 넣으십시오',
  },
  mostSteps: { en: 'at most {{most}} steps', ko: '최대 {{most}}단계입니다' },
  mostWildcards: { en: 'at most {{most}} wildcards', ko: '*는 최대 {{most}}개입니다' },
  pathStart: { en: 'a path starts with {{roots}}', ko: '경로는 {{roots}} 중 하나로 시작합니다' },
  rootNotHere: {
    en: '{{root}} is not possible here: start with {{roots}}',
    ko: '여기에는 {{root}}를 쓸 수 없습니다. {{roots}} 중 하나로 시작하십시오',
  },
  noDescendants: {
    en: '.. (descendants) is not possible: name the way step by step',
    ko: '..(하위 전체)는 쓸 수 없습니다. 한 단계씩 적으십시오',
  },
  nameExpected: {
    en: "a name is expected; one of other letters is written ['like this']",
    ko: "이름이 와야 합니다. 다른 문자가 든 이름은 ['이렇게'] 적습니다",
  },
  dotExpected: { en: '. or [ is expected', ko: '. 또는 [가 와야 합니다' },
  bracketExpected: { en: '] is expected', ko: ']가 와야 합니다' },
  bracketContent: {
    en: "an index, * or a name such as ['name'] is expected",
    ko: "번호, *, 또는 ['이름']이 와야 합니다",
  },
  unknownEscape: {
    en: 'the name has an escape that is not known',
    ko: '이름에 알 수 없는 이스케이프가 있습니다',
  },
  noZone: {
    en: '{{zone}} is no zone that is known here; write e.g. Asia/Seoul',
    ko: '{{zone}}: 알 수 없는 시간대입니다. 예: Asia/Seoul',
  },
  zoneWanted: {
    en: 'a local time needs the zone it is of, e.g. Asia/Seoul',
    ko: '현지 시각에는 시간대가 필요합니다. 예: Asia/Seoul',
  },
  formatWanted: {
    en: 'a format is needed, e.g. dd.MM.yyyy HH:mm:ss',
    ko: '형식이 필요합니다. 예: dd.MM.yyyy HH:mm:ss',
  },
  formatZone: {
    en: 'a format without XXX needs the zone its times are of',
    ko: 'XXX가 없는 형식에는 시간대가 필요합니다',
  },
  noField: {
    en: "{{text}} is no field: yyyy yy MM dd HH hh mm ss SSS a (AM, PM) XXX are, M d H h m s for one digit or two; other letters in '…'",
    ko: "{{text}}: 필드가 아닙니다. yyyy yy MM dd HH hh mm ss SSS a(오전, 오후) XXX, 한두 자리는 M d H h m s, 다른 글자는 '…' 안에 적습니다",
  },
  fieldsMissing: { en: '{{text}} is missing', ko: '{{text}}: 빠졌습니다' },
  quoteOpen: { en: "a ' is not closed", ko: "'의 짝이 없습니다" },

  ...ROW_REASONS,
  ...RULES_REASONS,
  ...TABLE_REASONS,
  ...SCRIPT_REASONS,
  ...RUN_REASONS,
  ...BACKUP_REASONS,
  ...BACKTEST_REASONS,

  // Imports as a whole
  notSent: {
    en: 'the file was not sent to its end',
    ko: '파일을 끝까지 보내지 못했습니다',
  },
  notRun: { en: 'it was not run within a day', ko: '하루 안에 실행하지 않았습니다' },
  importBroke: {
    en: 'the file could not be imported; the server log has the details',
    ko: '파일을 가져오지 못했습니다. 자세한 내용은 서버 로그에 있습니다',
  },
  noValueInRows: {
    en: 'there is no value in {{rows}} rows: nothing was added',
    ko: '{{rows}}개 행에 값이 없어 아무것도 추가하지 않았습니다',
  },
  fileIsWorkbook: {
    en: 'this is an Excel workbook or another archive, no CSV: save it as CSV in the program it comes from',
    ko: 'CSV가 아니라 Excel 통합 문서나 압축 파일입니다. 원래 프로그램에서 CSV로 저장하십시오',
  },
  fileIsPacked: {
    en: 'this file is packed (gzip): unpack it first',
    ko: '압축된(gzip) 파일입니다. 먼저 압축을 푸십시오',
  },
  unitsNeedNumbers: {
    en: 'units are left off numbers: say how numbers are written',
    ko: '단위는 숫자에서 뗍니다. 숫자 표기를 먼저 선택하십시오',
  },
  tooManyTags: {
    en: 'the file names more than {{most}} tags, the limit of this station: nothing was added',
    ko: '파일의 태그가 이 스테이션의 한도인 {{most}}개보다 많아 아무것도 추가하지 않았습니다',
  },
  tooManyNewTags: {
    en: 'the file has {{wanted}} new tags and the station {{known}}; {{most}} are its limit: nothing was added',
    ko: '파일의 새 태그는 {{wanted}}개, 스테이션의 태그는 {{known}}개이며 한도는 {{most}}개입니다. 아무것도 추가하지 않았습니다',
  },
  noRoom: {
    en: 'less than {{mebibytes}} MiB are free where the data folder is: free some space and import again',
    ko: '데이터 폴더가 있는 디스크의 여유가 {{mebibytes}} MiB보다 적습니다. 공간을 비우고 다시 가져오십시오',
  },
  ...STATION_REASONS,
} as const satisfies Record<string, LocalizedText>;
