import type { LocalizedText } from './common.ts';

/** What is wrong with a ruleset, or why it cannot be saved, activated or deleted; part of `REASONS`. */
export const RULES_REASONS = {
  rulesetJson: {
    en: 'is not JSON from line {{line}}, column {{column}} on',
    ko: 'JSON이 아닙니다. {{line}}행 {{column}}열부터 틀립니다',
  },
  rulesetOtherId: {
    en: 'is the id of another ruleset; here it is "{{id}}"',
    ko: '다른 규칙 세트의 ID입니다. 이 규칙 세트의 ID는 {{id}}입니다',
  },
  scriptEmpty: { en: 'holds no script', ko: '스크립트가 없습니다' },
  scriptTooLong: { en: 'longer than {{most}} characters', ko: '{{most}}자보다 깁니다' },
  inputIsWord: {
    en: '"{{name}}" means something else in a script, it cannot name an input',
    ko: '{{name}}: 스크립트에서 다른 뜻이 있는 말이라 입력 이름으로 쓸 수 없습니다',
  },
  inputUnknown: {
    en: 'reads "{{name}}", which is no input; declare it in ruleset.json or correct the name',
    ko: '{{name}}: 입력에 없는 이름을 읽습니다. ruleset.json에 선언하거나 이름을 고치십시오',
  },
  verdictUndeclared: {
    en: 'gives the verdict "{{verdict}}", which ruleset.json does not declare under verdicts',
    ko: '판정 {{verdict}}: ruleset.json의 verdicts에 선언되어 있지 않습니다',
  },
  takeNeedsTag: {
    en: 'take "{{take}}" needs a tag to take from',
    ko: 'take {{take}}: 값을 가져올 태그가 필요합니다',
  },
  testNoInput: {
    en: 'the ruleset has no such input; it has {{names}}',
    ko: '규칙 세트에 그런 입력이 없습니다. 있는 입력: {{names}}',
  },
  testNumber: { en: 'must be a finite number', ko: '유한한 수여야 합니다' },
  testCount: { en: 'must be a number', ko: '수여야 합니다' },
  testBoolean: { en: 'must be true or false', ko: '참 또는 거짓이어야 합니다' },
  testText: { en: 'must be a text', ko: '텍스트여야 합니다' },
  testOneOf: { en: 'must be one of {{values}}', ko: '다음 중 하나여야 합니다: {{values}}' },
  testExpectsNothing: {
    en: 'expects nothing; give verdict, holdCause, confidence or outputs',
    ko: '기대하는 것이 없습니다. verdict, holdCause, confidence, outputs 가운데 하나를 적으십시오',
  },
  testVerdictUndeclared: {
    en: '"{{verdict}}" is not declared in ruleset.json; there are {{names}}',
    ko: '{{verdict}}: ruleset.json에 선언되어 있지 않습니다. 있는 판정: {{names}}',
  },
  testHoldCause: { en: 'must be one of {{causes}}', ko: '다음 중 하나여야 합니다: {{causes}}' },
  testHoldOnly: { en: 'goes only with the verdict {{hold}}', ko: '판정 {{hold}}에만 쓸 수 있습니다' },
  testHoldConfidence: { en: '{{hold}} has no confidence', ko: '{{hold}}에는 신뢰도가 없습니다' },
  testHoldOutputs: { en: '{{hold}} has no outputs', ko: '{{hold}}에는 출력이 없습니다' },
  testNoOutput: {
    en: 'no output of the decision table; there are {{names}}',
    ko: '결정표의 출력이 아닙니다. 있는 출력: {{names}}',
  },
  testNoOutputs: {
    en: 'the decision table of ruleset.json has no outputs',
    ko: 'ruleset.json의 결정표에 출력이 없습니다',
  },
  testConfidence: { en: 'must be a number from 0 to 1', ko: '0부터 1까지의 수여야 합니다' },
  scheduleZone: {
    en: '"{{zone}}" is no time zone, e.g. Asia/Seoul',
    ko: '{{zone}}: 시간대가 아닙니다. 예: Asia/Seoul',
  },
  scheduleNever: { en: '"{{cron}}" never comes round', ko: '{{cron}}: 돌아오지 않는 때입니다' },
  scheduleFaulty: {
    en: '"{{cron}}" is no cron line: {{why}}',
    ko: '{{cron}}: cron 형식이 아닙니다 ({{why}})',
  },

  draftChanged: {
    en: 'the draft was changed in another window by {{by}} since: look at both and choose',
    ko: '그 사이 다른 창에서 {{by}} 님이 초안을 바꾸었습니다. 둘을 비교하고 고르십시오',
  },
  draftGone: {
    en: 'the draft was discarded in another window: save yours anew, or take what is there',
    ko: '그 사이 다른 창에서 초안을 버렸습니다. 새로 저장하거나 지금 있는 것을 쓰십시오',
  },
  asideGone: { en: 'that draft is no longer kept', ko: '그 초안은 더 이상 보관되어 있지 않습니다' },
  rulesetThere: {
    en: 'a ruleset "{{id}}" is there already: choose another id, or open that one',
    ko: '{{id}}: 이미 있는 규칙 세트입니다. 다른 ID를 쓰거나 그 규칙 세트를 여십시오',
  },
  rulesetNowhere: { en: 'there is no ruleset "{{id}}"', ko: '{{id}}: 그런 규칙 세트가 없습니다' },
  versionNowhere: {
    en: 'there is no version {{version}} of ruleset "{{id}}"',
    ko: '규칙 세트 {{id}}에 버전 {{version}}이(가) 없습니다',
  },
  otherIsActive: {
    en: 'meanwhile another version judges here ({{active}}): look again and repeat it',
    ko: '그 사이 다른 버전({{active}})이 활성화되었습니다. 다시 확인하고 진행하십시오',
  },
  testsFail: {
    en: '{{failed}} of {{total}} test cases fail: mend them, or accept it with a reason',
    ko: '테스트 {{total}}개 중 {{failed}}개가 실패했습니다. 고치거나 이유를 적고 받아들이십시오',
  },
  findingsOpen: {
    en: 'the checker finds {{count}} errors in this version: mend or accept them, or confirm that it is activated all the same',
    ko: '검사에서 이 버전의 오류 {{count}}건을 찾았습니다. 고치거나 수용하거나, 그래도 활성화한다고 확인하십시오',
  },
  reasonNeeded: { en: 'say why', ko: '이유를 적으십시오' },
  rulesetHasJudged: {
    en: 'it has judged here: its versions stay, so that every judgment can be reproduced. Retire it instead',
    ko: '이 규칙 세트로 판단한 기록이 있어 버전을 남겨 두어야 판단을 재현할 수 있습니다. 대신 비활성화하십시오',
  },
} as const satisfies Record<string, LocalizedText>;
