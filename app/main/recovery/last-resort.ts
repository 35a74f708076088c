import type { Language } from '../shell-state.ts';

const ko = {
  message: '화면을 표시할 수 없습니다',
  detail: '복구 화면도 열리지 않습니다. 프로그램 파일이나 그래픽 드라이버가 손상되었을 수 있습니다.',
  tryAgain: '다시 시도',
  safeMode: '안전 모드',
  close: '닫기',
};

const en: typeof ko = {
  message: 'No window can be shown',
  detail: 'Not even the recovery window opens. Files of the program or the graphics driver may be damaged.',
  tryAgain: 'Try again',
  safeMode: 'Safe mode',
  close: 'Close',
};

/** Texts of the system's dialog that asks where not even the recovery window can. */
export const LAST_RESORT: Record<Language, typeof ko> = { ko, en };
