import type { Health } from '../../../shared/contract/health.ts';
import type { BackupsState } from '../../../shared/contract/backups.ts';
import { backupsPart } from './backups-part.ts';
import type { StationMode } from '../../../shared/contract/station-mode.ts';
import { historyPart, type HistoryFacts } from './history-part.ts';
import type { Source } from '../../../shared/contract/sources.ts';

/** What the station's parts say of themselves; put together by composition, judged by `healthParts`. */
export interface HealthFacts extends Omit<Health, 'at' | 'parts' | 'ready'> {
  readonly sources: readonly Source[];
  readonly store: {
    readonly lastError: string | null;
    readonly oldestWriteMs: number;
    readonly logBytes: number;
    readonly figures: Record<string, number | string>;
  };
  readonly rules: {
    readonly workers: number;
    readonly suspended: readonly string[];
    readonly figures: Record<string, number | string>;
  };
  readonly disk: { readonly freeBytes: number; readonly totalBytes: number; readonly databaseBytes: number };
  /** Null where another process keeps the history. */
  readonly history: HistoryFacts | null;
  readonly backups: BackupsState;
  readonly demoPlant: { readonly wanted: boolean; readonly running: boolean };
  readonly server: Record<string, number | string>;
}

export interface HealthService {
  get(): Promise<Health>;
  /** The station ends and starts again; whoever asks is answered first. */
  restart(mode: StationMode['mode']): void;
}

export function createHealthService(
  facts: () => HealthFacts | Promise<HealthFacts>,
  clock: () => number,
  restart: HealthService['restart'],
): HealthService {
  return {
    restart,
    async get() {
      const { sources, store, rules, disk, history, backups, demoPlant, server, ...rest } = await facts();
      const parts = healthParts(
        { ...rest, sources, store, rules, disk, history, backups, demoPlant, server },
        clock(),
      );
      const isDown = parts.some(
        (part) => part.state === 'down' && part.id !== 'broker' && part.id !== 'demo-plant',
      );
      const ready = !isDown && rest.mode.mode === 'normal';
      return { ...rest, at: new Date(clock()).toISOString(), ready, parts };
    },
  };
}

const LOW_DISK_BYTES = 2 * 1024 ** 3;
const FULL_DISK_BYTES = 200 * 1024 ** 2;
const LOSS_SHOWN_MS = 86_400_000;
const SLOW_WRITE_MS = 1_000;
/** Four times what is left after a regular folding of the log. */
const LONG_LOG_BYTES = 64 * 1024 ** 2;

/** Every part's state and, where it is not well, what to do. */
export function healthParts(facts: HealthFacts, now: number): Health['parts'] {
  return [
    serverPart(facts),
    brokerPart({ ...facts, now }),
    sourcesPart(facts),
    storePart(facts),
    rulesPart(facts),
    diskPart(facts),
    ...(facts.history === null ? [] : [historyPart(facts.history, now)]),
    backupsPart(facts.backups, now),
    demoPart(facts),
  ];
}

type Part = Health['parts'][number];

function serverPart({ version, server }: HealthFacts): Part {
  return {
    id: 'server',
    state: 'ok',
    summary: { ko: `실행 중 (버전 ${version})`, en: `Running (version ${version})` },
    figures: server,
  };
}

function brokerPart({ broker, counters, now }: HealthFacts & { readonly now: number }): Part {
  const lost = broker.sessionLost;
  const figures = {
    url: broker.url,
    protocol: broker.protocol,
    received: counters.received,
    ...(lost === undefined ? {} : { sessionsLost: lost.count }),
  };
  if (broker.state === 'connected' && lost !== undefined && now - Date.parse(lost.at) < LOSS_SHOWN_MS) {
    return {
      id: 'broker',
      state: 'degraded',
      summary: {
        ko: '연결됨. 브로커가 지난 하루 사이 이 스테이션의 세션을 잃어, 연결이 끊긴 동안의 신호가 빠졌습니다',
        en: 'Connected. Within the last day the broker had forgotten this station: signals of the time it was away are missing',
      },
      action: {
        ko: '브로커의 지속 세션 설정(만료 시간, 저장)을 확인하십시오. 이 안내는 하루 동안 표시됩니다.',
        en: 'Check that the broker stores persistent sessions and how long it keeps them. Shown for one day.',
      },
      figures,
    };
  }
  if (broker.state === 'connected') {
    const summary = broker.embedded
      ? { ko: '내장 브로커에 연결됨', en: 'Connected to the embedded broker' }
      : { ko: '브로커에 연결됨', en: 'Connected to the broker' };
    return { id: 'broker', state: 'ok', summary, figures };
  }
  if (broker.state === 'paused') {
    const summary = { ko: '일시 중지됨', en: 'Paused' };
    return { id: 'broker', state: 'degraded', summary, action: RESUME, figures };
  }
  const why = broker.lastError ?? '';
  const refused = broker.state === 'refused';
  return {
    id: 'broker',
    state: 'down',
    summary: refused
      ? { ko: `브로커가 접속을 거부했습니다: ${why}`, en: `The broker refused the connection: ${why}` }
      : { ko: `브로커에 연결할 수 없습니다: ${why}`, en: `The broker cannot be reached: ${why}` },
    action: refused
      ? {
          ko: '설정에서 사용자, 비밀번호, 인증서를 확인하십시오. 새 값이 없으면 판단 불가(HOLD)가 됩니다.',
          en: 'Check user, password and certificate in Settings. Without new values judgments become HOLD.',
        }
      : {
          ko: '네트워크와 브로커 주소를 확인하십시오. 다시 연결은 자동으로 시도됩니다.',
          en: 'Check the network and the broker address. Reconnecting goes on by itself.',
        },
    figures,
  };
}

const RESUME = {
  ko: '데이터 화면의 데이터 원천에서 다시 시작할 수 있습니다.',
  en: 'Resume it on the Data page, under Sources.',
};

/** Sources that people paused, that fail, or that a limit holds back; the broker's own troubles stand in its part. */
function sourcesPart({ sources }: HealthFacts): Part {
  const named = (list: readonly Source[], language: 'ko' | 'en') =>
    list.map(({ name }) => name[language]).join(', ');
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

function storePart({ store }: HealthFacts): Part {
  if (store.lastError === null) {
    if (store.oldestWriteMs > SLOW_WRITE_MS) return slowStore(store);
    if (store.logBytes > LONG_LOG_BYTES) return longLog(store);
    return {
      id: 'store',
      state: 'ok',
      summary: { ko: '저장소 정상', en: 'Store working' },
      figures: store.figures,
    };
  }
  return {
    id: 'store',
    state: 'down',
    summary: { ko: `저장 실패: ${store.lastError}`, en: `Storing fails: ${store.lastError}` },
    action: {
      ko: '디스크 여유 공간과 데이터 폴더 권한을 확인하십시오. 저장되지 않은 신호는 브로커에 확인하지 않으므로 잃지 않습니다.',
      en: 'Check free disk space and the rights of the data folder. What is not stored is not acknowledged to the broker, so it is not lost.',
    },
    figures: store.figures,
  };
}

function slowStore({ oldestWriteMs, figures }: HealthFacts['store']): Part {
  const seconds = (oldestWriteMs / 1_000).toFixed(1);
  return {
    id: 'store',
    state: 'degraded',
    summary: {
      ko: `저장이 느립니다: ${seconds}초 전의 쓰기가 아직 끝나지 않았습니다`,
      en: `Storing is slow: a write of ${seconds} s ago has not ended yet`,
    },
    action: {
      ko: '디스크 상태와 부하를 확인하십시오. 그동안 신호는 브로커에서 기다리므로 잃지 않습니다.',
      en: 'Check the disk and what loads it. Meanwhile signals wait at the broker, so they are not lost.',
    },
    figures,
  };
}

function longLog({ logBytes, figures }: HealthFacts['store']): Part {
  const size = `${Math.round(logBytes / 1024 ** 2)} MiB`;
  return {
    id: 'store',
    state: 'degraded',
    summary: {
      ko: `다른 프로그램이 저장소를 오래 읽고 있어 기록 파일(-wal)이 ${size}까지 커졌습니다`,
      en: `Another program keeps reading the store: its log (-wal) has grown to ${size}`,
    },
    action: {
      ko: 'station.db를 연 백업 도구나 SQL 도구를 끝내십시오. 끝나면 몇 초 안에 줄어듭니다.',
      en: 'End the backup or SQL tool that has station.db open. Seconds after it has ended the log is cut.',
    },
    figures,
  };
}

function rulesPart({ rules }: HealthFacts): Part {
  if (rules.workers === 0) {
    return {
      id: 'rules',
      state: 'down',
      summary: { ko: '규칙 작업자가 없습니다', en: 'No rule worker is running' },
      action: {
        ko: '작업자는 자동으로 다시 시작됩니다. 계속되면 서버를 다시 시작하십시오.',
        en: 'Workers are started again by themselves. If this stays, restart the server.',
      },
      figures: rules.figures,
    };
  }
  if (rules.suspended.length > 0) {
    const names = rules.suspended.join(', ');
    return {
      id: 'rules',
      state: 'degraded',
      summary: { ko: `일시 중지된 규칙: ${names}`, en: `Suspended rules: ${names}` },
      action: {
        ko: '세 번 연속 오류가 난 규칙은 60초 뒤 다시 시도됩니다. 판단 화면에서 오류 위치를 확인하십시오.',
        en: 'A rule with three errors in a row is tried again after 60 s. See the error and its line on the Judgments page.',
      },
      figures: rules.figures,
    };
  }
  return {
    id: 'rules',
    state: 'ok',
    summary: { ko: '규칙 작업자 정상', en: 'Rule workers running' },
    figures: rules.figures,
  };
}

function diskPart({ disk }: HealthFacts): Part {
  const figures = { ...disk };
  const free = `${(disk.freeBytes / 1024 ** 3).toFixed(1)} GiB`;
  const summary = { ko: `여유 공간 ${free}`, en: `${free} free` };
  if (disk.freeBytes >= LOW_DISK_BYTES) return { id: 'disk', state: 'ok', summary, figures };
  return {
    id: 'disk',
    state: disk.freeBytes < FULL_DISK_BYTES ? 'down' : 'degraded',
    summary,
    action: {
      ko: '데이터 폴더가 있는 디스크의 공간을 비우십시오.',
      en: 'Free some space on the disk of the data folder.',
    },
    figures,
  };
}

function demoPart({ demoPlant }: HealthFacts): Part {
  if (!demoPlant.wanted) {
    const summary = { ko: '모의 플랜트 사용 안 함', en: 'No demo plant' };
    return { id: 'demo-plant', state: 'absent', summary, figures: {} };
  }
  if (demoPlant.running) {
    const summary = {
      ko: '모의 플랜트가 신호를 보내고 있습니다. 실제 설비가 아닙니다.',
      en: 'The demo plant is sending signals. These are not real machines.',
    };
    return { id: 'demo-plant', state: 'ok', summary, figures: {} };
  }
  return {
    id: 'demo-plant',
    state: 'down',
    summary: { ko: '모의 플랜트가 멈췄습니다', en: 'The demo plant has stopped' },
    action: { ko: '자동으로 다시 시작됩니다.', en: 'It is started again by itself.' },
    figures: {},
  };
}
