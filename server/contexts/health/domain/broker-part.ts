import type { BrokerState } from '../../../../shared/contract/data-hub.ts';
import type { HealthPart } from '../../../../shared/contract/health.ts';
import type { BrokerFacts } from './facts.ts';

const LOSS_SHOWN_MS = 86_400_000;

export const RESUME = {
  ko: '데이터 화면의 데이터 원천에서 다시 시작할 수 있습니다.',
  en: 'Resume it on the Data page, under Sources.',
};

type Said = Pick<HealthPart, 'state' | 'summary' | 'action'>;

/** @param now epoch milliseconds */
export function brokerPart(facts: BrokerFacts, now: number): HealthPart {
  switch (facts.kind) {
    case 'embedded':
      return {
        id: 'broker',
        state: 'absent',
        summary: {
          ko: '설정된 브로커가 없습니다. 내장 브로커를 사용합니다',
          en: 'None configured: the embedded one is used',
        },
        figures: {},
      };
    case 'tried':
      return { id: 'broker', ...triedBroker(facts.fault), figures: { url: facts.url } };
    case 'station': {
      const { state, received } = facts;
      const figures = {
        url: state.url,
        protocol: state.protocol,
        received,
        ...(state.sessionLost === undefined ? {} : { sessionsLost: state.sessionLost.count }),
      };
      return { id: 'broker', ...connection(state, now), figures };
    }
  }
}

function triedBroker(fault: string | null): Said {
  if (fault === null)
    return { state: 'ok', summary: { ko: '주소에서 응답합니다', en: 'Its address answers' } };
  return unreachable(fault);
}

function connection(broker: BrokerState, now: number): Said {
  const lost = broker.sessionLost;
  if (broker.state === 'connected') {
    if (lost !== undefined && now - Date.parse(lost.at) < LOSS_SHOWN_MS) return FORGOTTEN;
    const summary = broker.embedded
      ? { ko: '내장 브로커에 연결됨', en: 'Connected to the embedded broker' }
      : { ko: '브로커에 연결됨', en: 'Connected to the broker' };
    return { state: 'ok', summary };
  }
  if (broker.state === 'paused') {
    return { state: 'degraded', summary: { ko: '일시 중지됨', en: 'Paused' }, action: RESUME };
  }
  const why = broker.lastError ?? '';
  if (broker.state !== 'refused') return unreachable(why);
  return {
    state: 'down',
    summary: { ko: `브로커가 접속을 거부했습니다: ${why}`, en: `The broker refused the connection: ${why}` },
    action: {
      ko: '설정에서 사용자, 비밀번호, 인증서를 확인하십시오. 새 값이 없으면 판단 불가(HOLD)가 됩니다.',
      en: 'Check user, password and certificate in Settings. Without new values judgments become HOLD.',
    },
  };
}

const FORGOTTEN: Said = {
  state: 'degraded',
  summary: {
    ko: '연결됨. 브로커가 지난 하루 사이 이 스테이션의 세션을 잃어, 연결이 끊긴 동안의 신호가 빠졌습니다',
    en: 'Connected. Within the last day the broker had forgotten this station: signals of the time it was away are missing',
  },
  action: {
    ko: '브로커의 지속 세션 설정(만료 시간, 저장)을 확인하십시오. 이 안내는 하루 동안 표시됩니다.',
    en: 'Check that the broker stores persistent sessions and how long it keeps them. Shown for one day.',
  },
};

const unreachable = (why: string): Said => ({
  state: 'down',
  summary: { ko: `브로커에 연결할 수 없습니다: ${why}`, en: `The broker cannot be reached: ${why}` },
  action: {
    ko: '네트워크와 브로커 주소를 확인하십시오. 다시 연결은 자동으로 시도됩니다.',
    en: 'Check the network and the broker address. Reconnecting goes on by itself.',
  },
});
