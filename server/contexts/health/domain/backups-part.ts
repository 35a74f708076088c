import type { HealthPart as Part } from '../../../../shared/contract/health.ts';
import { textOfReason } from '../../../../shared/contract/reasons.ts';
import type { BackupsFacts } from './facts.ts';

const DAY_MS = 86_400_000;
/** A day, and what a copy that is tried again may take. */
const LATE_MS = 2 * DAY_MS;
/** For how long a restore is told. */
const RESTORED_SHOWN_MS = DAY_MS;

type Said = Pick<Part, 'state' | 'summary' | 'action'>;

/** Whether there is a backup to go back to, and whether the station came from one. `now` in epoch milliseconds. */
export function backupsPart(facts: BackupsFacts, now: number): Part {
  const { items, nextAt, running, quarantineBytes, folder } = facts;
  const [newest] = items;
  const figures = {
    count: items.length,
    totalBytes: items.reduce((sum, { bytes }) => sum + bytes, 0),
    ...(newest === undefined ? {} : { newestAt: newest.createdAt }),
    ...(nextAt === null ? {} : { nextAt }),
    ...(running === null ? {} : { share: Math.round(running.share * 100) }),
    ...(quarantineBytes === 0 ? {} : { quarantineBytes }),
    folder,
  };
  return { id: 'backups', figures, ...(troubleOf(facts, now) ?? ageOf(facts, now)) };
}

/** What has just gone wrong or was done. */
function troubleOf(
  { items: [newest], verified, lastFailure, restored }: BackupsFacts,
  now: number,
): Said | null {
  if (newest !== undefined && verified !== null && verified.reason !== null) {
    return {
      state: 'degraded',
      summary: {
        ko: `가장 최근 백업 ${newest.name}을(를) 쓸 수 없습니다: ${textOfReason(verified.reason, 'ko')}`,
        en: `The newest backup, ${newest.name}, cannot be used: ${textOfReason(verified.reason, 'en')}`,
      },
      action: {
        ko: '"aif backup create"로 새로 만드십시오. 그전의 것은 "aif backup verify 이름"으로 확인할 수 있습니다.',
        en: 'Make a new one with "aif backup create"; "aif backup verify NAME" tells of those before it.',
      },
    };
  }
  if (lastFailure !== null) {
    return {
      state: 'degraded',
      summary: {
        ko: `마지막 백업 실패: ${textOfReason(lastFailure.reason, 'ko')}`,
        en: `The last backup failed: ${textOfReason(lastFailure.reason, 'en')}`,
      },
      action: {
        ko: '원인을 없애면 한 시간 안에 다시 시도합니다. 백업 목록에서 바로 만들 수도 있습니다.',
        en: 'Once the cause is gone it is tried again within the hour; the list of backups makes one at once.',
      },
    };
  }
  if (restored !== null && now - Date.parse(restored.at) < RESTORED_SHOWN_MS) {
    return {
      state: 'degraded',
      summary: {
        ko: `백업 ${restored.backup}에서 복원됨(${restored.by}: ${restored.reason})`,
        en: `Restored from ${restored.backup} (${restored.by}: ${restored.reason})`,
      },
      action:
        restored.quarantine === null
          ? { ko: '이 안내는 하루 동안 표시됩니다.', en: 'Shown for one day.' }
          : {
              ko: `이전 저장소는 데이터 폴더의 ${restored.quarantine}에 있습니다. 필요 없으면 지우십시오. 이 안내는 하루 동안 표시됩니다.`,
              en: `What was there before is in ${restored.quarantine} of the data folder; delete it once nobody needs it. Shown for one day.`,
            },
    };
  }
  return null;
}

/** Whether there is one that is young enough. */
function ageOf({ items, verified, isScheduled }: BackupsFacts, now: number): Said {
  const [newest] = items;
  if (newest !== undefined && verified !== null) {
    return {
      state: 'ok',
      summary: {
        ko: `백업 ${items.length}개. 가장 최근 것을 읽어 보았고 이상이 없습니다`,
        en: `${items.length} backups; the newest was read and is whole`,
      },
    };
  }
  if (newest !== undefined && (!isScheduled || now - Date.parse(newest.createdAt) < LATE_MS)) {
    return {
      state: 'ok',
      summary: {
        ko: `백업 ${items.length}개, 검증됨`,
        en: `${items.length === 1 ? '1 backup' : `${items.length} backups`}, verified`,
      },
    };
  }
  if (!isScheduled) {
    return {
      state: 'degraded',
      summary: { ko: '백업이 없고 예정도 없습니다', en: 'No backup, and none is scheduled' },
      action: {
        ko: '설정에서 매일 백업 시각을 정하십시오.',
        en: 'Give the daily backup a time under Settings.',
      },
    };
  }
  if (newest === undefined) {
    // A new station is not at fault: its first one is on the way.
    return {
      state: 'ok',
      summary: { ko: '첫 백업이 예정되어 있습니다', en: 'The first backup is scheduled' },
    };
  }
  return {
    state: 'degraded',
    summary: { ko: '이틀 넘게 백업이 없습니다', en: 'No backup for more than two days' },
    action: {
      ko: '백업 목록에서 지금 만드십시오. 스테이션이 그 시각에 꺼져 있으면 설정에서 시각을 바꾸십시오.',
      en: 'Make one now in the list of backups. If the station is off at that time of day, choose another under Settings.',
    },
  };
}
