import type { LocalizedText } from './common.ts';

/** What is wrong with a backup or kept one from being made; part of `REASONS`. */
export const BACKUP_REASONS = {
  backupChanged: {
    en: 'the file is not what was written when it was made: take another backup',
    ko: '백업을 만들 때 쓴 내용과 파일이 다릅니다. 다른 백업을 쓰십시오',
  },
  backupDamaged: {
    en: 'the database in it is damaged ({{detail}}): take another backup',
    ko: '백업 안의 데이터베이스가 손상되었습니다({{detail}}). 다른 백업을 쓰십시오',
  },
  backupNewer: {
    en: 'a newer program made it (schema {{schema}}): start that one to restore it',
    ko: '더 새로운 프로그램이 만든 백업입니다(스키마 {{schema}}). 그 프로그램에서 복원하십시오',
  },
  backupMissing: {
    en: 'there is no backup of this name any more',
    ko: '이 이름의 백업이 없습니다',
  },
  backupRunning: {
    en: 'a backup is being made: wait until it is done, or cancel it',
    ko: '백업을 만드는 중입니다. 끝날 때까지 기다리거나 취소하십시오',
  },
  backupNoSpace: {
    en: 'the disk of the backups has {{free}} free, {{needed}} are needed: free some space or keep fewer backups',
    ko: '백업 디스크의 여유가 {{free}}인데 {{needed}}이(가) 필요합니다. 공간을 비우거나 보관 수를 줄이십시오',
  },
  backupFailed: {
    en: 'it could not be made: {{detail}}',
    ko: '백업을 만들지 못했습니다: {{detail}}',
  },
} as const satisfies Record<string, LocalizedText>;
