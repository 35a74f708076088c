import type { HealthPart } from '../../../../shared/contract/health.ts';
import type { StoreFacts, StoreRecovery } from './facts.ts';

const SLOW_WRITE_MS = 1_000;
/** Four times what is left after a regular folding of the log. */
const LONG_LOG_BYTES = 64 * 1024 ** 2;

type Said = Pick<HealthPart, 'state' | 'summary' | 'action'>;

export function storePart(facts: StoreFacts): HealthPart {
  switch (facts.kind) {
    case 'none':
      return {
        id: 'store',
        state: 'absent',
        summary: { ko: '첫 시작 때 만들어집니다', en: 'Made at the first start' },
        figures: {},
      };
    case 'file':
      return { id: 'store', ...storeFile(facts), figures: facts.figures };
    case 'station':
      return { id: 'store', ...storeInUse(facts), figures: facts.figures };
  }
}

function storeInUse({
  lastError,
  oldestWriteMs,
  logBytes,
  recovered,
}: Extract<StoreFacts, { kind: 'station' }>): Said {
  if (lastError !== null) {
    return {
      state: 'down',
      summary: { ko: `저장 실패: ${lastError}`, en: `Storing fails: ${lastError}` },
      action: {
        ko: '디스크 여유 공간과 데이터 폴더 권한을 확인하십시오. 저장되지 않은 신호는 브로커에 확인하지 않으므로 잃지 않습니다.',
        en: 'Check free disk space and the rights of the data folder. What is not stored is not acknowledged to the broker, so it is not lost.',
      },
    };
  }
  if (oldestWriteMs > SLOW_WRITE_MS) {
    const seconds = (oldestWriteMs / 1_000).toFixed(1);
    return {
      state: 'degraded',
      summary: {
        ko: `저장이 느립니다: ${seconds}초 전의 쓰기가 아직 끝나지 않았습니다`,
        en: `Storing is slow: a write of ${seconds} s ago has not ended yet`,
      },
      action: {
        ko: '디스크 상태와 부하를 확인하십시오. 그동안 신호는 브로커에서 기다리므로 잃지 않습니다.',
        en: 'Check the disk and what loads it. Meanwhile signals wait at the broker, so they are not lost.',
      },
    };
  }
  if (logBytes > LONG_LOG_BYTES) {
    const size = `${Math.round(logBytes / 1024 ** 2)} MiB`;
    return {
      state: 'degraded',
      summary: {
        ko: `다른 프로그램이 저장소를 오래 읽고 있어 기록 파일(-wal)이 ${size}까지 커졌습니다`,
        en: `Another program keeps reading the store: its log (-wal) has grown to ${size}`,
      },
      action: {
        ko: 'station.db를 연 백업 도구나 SQL 도구를 끝내십시오. 끝나면 몇 초 안에 줄어듭니다.',
        en: 'End the backup or SQL tool that has station.db open. Seconds after it has ended the log is cut.',
      },
    };
  }
  const last = recovered.at(-1);
  if (last !== undefined) return recovery(last);
  return { state: 'ok', summary: { ko: '저장소 정상', en: 'Store working' } };
}

const MADE_FROM = {
  rows: { ko: '읽을 수 있는 것을 모두 되살렸습니다', en: 'what could be read was recovered' },
  backup: { ko: '백업에서 되살렸습니다', en: 'it was recovered from a backup' },
  log: { ko: '디스크에 있던 것으로 계속합니다', en: 'it goes on with what was on disk' },
  nothing: { ko: '되살릴 것이 없어 빈 저장소로 시작했습니다', en: 'nothing could be recovered: it is empty' },
} as const;

function recovery({ damage, from, quarantine }: StoreRecovery): Said {
  const { detail, commits } = damage;
  const lost =
    commits === undefined ? ['', ''] : [` 커밋 ${commits}개를 잃었습니다.`, ` ${commits} commits are lost.`];
  return {
    state: 'degraded',
    summary: {
      ko: `시작할 때 저장소가 손상되어 있었습니다(${detail}). ${MADE_FROM[from].ko}.${lost[0] ?? ''}`,
      en: `The store was damaged at the start (${detail}); ${MADE_FROM[from].en}.${lost[1] ?? ''}`,
    },
    action: {
      ko: `디스크를 점검하고 빠진 것이 있는지 확인하십시오. 손상된 파일은 ${quarantine}에 있습니다. 다음 시작까지 표시됩니다.`,
      en: `Check the disk and what is missing. The damaged files are in ${quarantine}. Shown until the next start.`,
    },
  };
}

const TO_DO = {
  space: {
    ko: '디스크가 가득 찼습니다. 공간을 비우고 다시 확인하십시오.',
    en: 'The disk is full: free some space and ask again.',
  },
  rights: {
    ko: '데이터 폴더와 그 안의 파일 권한을 확인하십시오.',
    en: 'Check the permissions of the data folder and what is in it.',
  },
  damage: {
    ko: '백업을 복원하십시오: "aif backup restore newest". 지금 것은 지우지 않고 옮겨 둡니다.',
    en: 'Restore a backup: "aif backup restore newest". What is there now is moved aside, not deleted.',
  },
} as const;

function storeFile({ fault, wrongSteps }: Extract<StoreFacts, { kind: 'file' }>): Said {
  if (fault !== null) {
    const { kind, detail } = fault;
    const summary =
      kind === 'damage'
        ? { ko: `저장소가 손상되었습니다: ${detail}`, en: `The store is damaged: ${detail}` }
        : { ko: `저장소를 읽을 수 없습니다: ${detail}`, en: `The store cannot be read: ${detail}` };
    return { state: 'down', summary, action: TO_DO[kind] };
  }
  if (wrongSteps.length === 0) {
    return {
      state: 'ok',
      summary: {
        ko: '저장소를 처음부터 끝까지 읽었고 이상이 없습니다',
        en: 'The store was read from end to end, nothing is wrong',
      },
    };
  }
  const list = wrongSteps.map(({ name, state }) => `${name} ${state}`).join(', ');
  const isNewer = wrongSteps.some(({ state }) => state === 'unknown');
  return {
    state: isNewer ? 'down' : 'degraded',
    summary: {
      ko: `저장소의 구조가 이 프로그램과 다릅니다: ${list}`,
      en: `Its schema is not the one of this program: ${list}`,
    },
    action: isNewer
      ? {
          ko: '이 저장소를 쓴 더 새로운 프로그램을 사용하십시오.',
          en: 'Use the newer program that wrote it.',
        }
      : {
          ko: '서버를 시작하거나 "aif migrate up"을 실행하십시오.',
          en: 'Start the server, or run "aif migrate up".',
        },
  };
}
