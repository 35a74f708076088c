import type { LocalizedText } from './common.ts';

/** What keeps the station as a whole from working; part of `REASONS`. */
export const STATION_REASONS = {
  safeMode: {
    en: 'the station is in safe mode: nothing is taken in, judged or changed until it is started normally',
    ko: '스테이션이 안전 모드입니다. 정상 모드로 시작할 때까지 신호를 받거나 판단하거나 바꾸지 않습니다',
  },
  folderReadOnly: {
    en: 'the data folder cannot be written, so the station is only looked at: correct its permissions (or the mount) and start it anew',
    ko: '데이터 폴더에 쓸 수 없어 보기만 할 수 있습니다. 권한이나 마운트를 고치고 다시 시작하십시오',
  },
  safeModeOldStore: {
    en: 'the store is of an older program and must be brought up to date first, which safe mode does not do: start normally, or restore a backup',
    ko: '저장소가 이전 프로그램의 것이라 먼저 갱신해야 하는데 안전 모드에서는 하지 않습니다. 정상 모드로 시작하거나 백업을 복원하십시오',
  },
  diskFull: {
    en: 'the disk is full: free some space, the station goes on by itself',
    ko: '디스크가 가득 찼습니다. 공간을 비우면 스스로 이어집니다',
  },
} as const satisfies Record<string, LocalizedText>;
