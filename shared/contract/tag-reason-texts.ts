import type { LocalizedText } from './common.ts';
import { OWN_WORDS } from './own-words.ts';

/** Why a tag cannot be changed as wished, or worked out; part of `REASONS`. */
export const TAG_REASONS = {
  tagPlaceTaken: {
    en: '{{path}} is another tag already: choose another name, or move that one first',
    ko: '{{path}}: 이미 다른 태그의 자리입니다. 다른 이름을 쓰거나 그 태그를 먼저 옮기십시오',
  },
  tagGivesNoValue: {
    en: 'the expression gives no number, boolean or text: end it with the value',
    ko: '식의 결과가 수, 참·거짓, 텍스트가 아닙니다. 값으로 끝내십시오',
  },
  tagUnknownId: { en: 'no tag has the id {{id}}', ko: '번호가 {{id}}인 태그가 없습니다' },
  tagUnknown: { en: 'no tag {{path}} is known', ko: '{{path}}: 그런 태그가 없습니다' },
  tagTwice: { en: 'the tag {{path}} stands here twice', ko: '{{path}}: 같은 태그가 두 번 나옵니다' },
  levelSpace: {
    en: 'a level of the path begins or ends with a space',
    ko: '경로의 단계가 공백으로 시작하거나 끝납니다',
  },
  tagAboveLower: OWN_WORDS.aboveLower,
  tagCounterOnly: { en: 'is for tags of kind "counter"', ko: '종류가 적산값인 태그에만 씁니다' },
  tagChangesOnly: {
    en: 'is for tags of which only changes are stored (mode "change")',
    ko: '바뀐 값만 저장하는 태그에만 씁니다',
  },
  tagOverHundred: { en: 'is more than 100 percent', ko: '100%를 넘습니다' },
  tagNeedsRange: {
    en: 'in percent it needs the measuring range, both ends of it',
    ko: '%로 정하려면 측정 범위의 두 끝이 모두 있어야 합니다',
  },
  tagBelowLongest: {
    en: 'must be below the longest, {{longest}} s',
    ko: '가장 긴 간격 {{longest}}초보다 짧아야 합니다',
  },
  tagChangedSince: {
    en: '{{path}} was changed again since: take that change back first',
    ko: '{{path}}: 그 뒤에 다시 바뀌었습니다. 그 변경을 먼저 되돌리십시오',
  },
  tagTakenBack: {
    en: 'the change {{id}} was taken back already',
    ko: '변경 {{id}}: 이미 되돌렸습니다',
  },
  tagOfItself: {
    en: 'it would be worked out from itself: {{way}}',
    ko: '자기 자신으로 계산하게 됩니다: {{way}}',
  },
  tagNoValueYet: { en: 'an input has no value yet', ko: '아직 값이 없는 입력이 있습니다' },
  sheetNoColumn: {
    en: 'no such column; there are {{columns}}',
    ko: '그런 열이 없습니다. 쓸 수 있는 열: {{columns}}',
  },
  sheetColumnTwice: { en: 'this column stands here twice', ko: '같은 열이 두 번 나옵니다' },
  sheetNoKey: {
    en: 'a column "id" or "path" must say which tag a row is of',
    ko: '행이 어느 태그의 것인지 "id"나 "path" 열이 있어야 합니다',
  },
  sheetUnknownTag: {
    en: 'no tag has the {{column}} {{text}}',
    ko: '{{column}}가 {{text}}인 태그가 없습니다',
  },
  sheetNoNumber: { en: '{{text}} is no number', ko: '{{text}}: 숫자가 아닙니다' },
  sheetUnit: OWN_WORDS.ucum,
  sheetUnitMeant: OWN_WORDS.ucumMeant,
} as const satisfies Record<string, LocalizedText>;
