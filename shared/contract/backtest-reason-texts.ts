import type { LocalizedText } from './common.ts';

/** Why a backtest cannot be begun, or has failed; part of `REASONS`. */
export const BACKTEST_REASONS = {
  backtestDraftFaulty: {
    en: 'the draft has faults: mend them, or choose a version ({{file}}: {{fault}})',
    ko: '초안에 오류가 있습니다. 고치거나 버전을 선택하십시오 ({{file}}: {{fault}})',
  },
  backtestTurned: { en: 'begins after it ends', ko: '시작이 끝보다 늦습니다' },
  backtestFuture: { en: 'lies in the future', ko: '아직 오지 않은 시간입니다' },
  backtestNotBound: {
    en: '"{{name}}" is no machine that {{id}} applies to',
    ko: '{{name}}: {{id}} 규칙 세트가 적용되는 설비가 아닙니다',
  },
  backtestNowhere: {
    en: '{{id}} applies to no machine: no tag fits the patterns of its inputs',
    ko: '{{id}} 규칙 세트가 적용되는 설비가 없습니다. 입력의 태그 패턴에 맞는 태그가 없습니다',
  },
  backtestSpanLong: {
    en: 'longer than {{days}} days: choose a shorter span',
    ko: '{{days}}일보다 깁니다. 더 짧은 기간을 선택하십시오',
  },
  backtestUnreadable: {
    en: 'a part of the history cannot be read: judge a period without it, or restore it ({{why}})',
    ko: '이력의 일부를 읽을 수 없습니다. 그 부분을 뺀 기간을 선택하거나 복원하십시오 ({{why}})',
  },
  backtestsWaiting: {
    en: '{{count}} backtests wait already: let some end, or cancel them',
    ko: '백테스트 {{count}}건이 이미 기다리고 있습니다. 끝나기를 기다리거나 취소하십시오',
  },
  whatIfOtherRows: {
    en: 'version {{version}} has other inputs or another trigger, so it is judged at other moments: compare it by a backtest',
    ko: '버전 {{version}}은(는) 입력이나 트리거가 달라 판정 시점이 다릅니다. 백테스트로 비교하십시오',
  },
  whatIfOtherInputs: {
    en: 'these rules have other inputs or another trigger than the rows that are held: load rows for them',
    ko: '불러온 행과 입력이나 트리거가 다릅니다. 행을 다시 불러오십시오',
  },
  whatIfLetGo: {
    en: 'the rows are no longer in memory: load them again',
    ko: '행이 메모리에서 해제되었습니다. 다시 불러오십시오',
  },
} satisfies Record<string, LocalizedText>;
