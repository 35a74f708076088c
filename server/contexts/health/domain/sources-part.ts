import type { HealthPart } from '../../../../shared/contract/health.ts';
import type { Source } from '../../../../shared/contract/sources.ts';
import { RESUME } from './broker-part.ts';

/** Sources that people paused, that fail, or that a limit holds back; the broker's own troubles stand in its part. */
export function sourcesPart(sources: readonly Source[]): HealthPart {
  const named = (list: readonly Source[], language: 'ko' | 'en') =>
    list
      .map(({ name, state, lastError }) =>
        state === 'failing' && lastError !== null ? `${name[language]} (${lastError.text})` : name[language],
      )
      .join(', ');
  const count = (state: Source['state']) => sources.filter((source) => source.state === state).length;
  const paused = sources.filter(({ state }) => state === 'paused');
  const failing = sources.filter(({ state, kind }) => state === 'failing' && kind !== 'broker');
  const limited = sources.filter(({ limitedSince }) => limitedSince !== null);
  const behind = sources.filter(({ behindSince }) => behindSince !== null);
  const full = sources.filter(({ names, limits }) => names.refused > 0 && names.tags >= limits.names);
  const figures = {
    connected: count('connected'),
    paused: paused.length,
    failing: count('failing'),
    refused: sources.reduce((sum, { counters }) => sum + counters.refused, 0),
  };
  const troubles = [
    [paused, { ko: '일시 중지', en: 'Paused' }],
    [failing, { ko: '실패', en: 'Failing' }],
    [limited, { ko: '한도에 걸림', en: 'Held back by its limit' }],
    [behind, { ko: '판단이 따라오기를 기다림', en: 'Waiting for judgments to catch up' }],
    [full, { ko: '새 태그를 더 만들 수 없음', en: 'May make no further tags' }],
  ] as const;
  const found = troubles.filter(([list]) => list.length > 0);
  if (found.length === 0) {
    const summary = {
      ko: `데이터 원천 ${sources.length}개 정상`,
      en: `${sources.length} sources, all as they should be`,
    };
    return { id: 'sources', state: 'ok', summary, figures };
  }
  const summary = {
    ko: found.map(([list, word]) => `${word.ko}: ${named(list, 'ko')}`).join('. '),
    en: found.map(([list, word]) => `${word.en}: ${named(list, 'en')}`).join('. '),
  };
  const action =
    paused.length > 0
      ? RESUME
      : {
          ko: '데이터 화면의 데이터 원천에서 마지막 오류와 한도를 확인하십시오.',
          en: 'See its last error and limits on the Data page, under Sources.',
        };
  return { id: 'sources', state: 'degraded', summary, action, figures };
}
