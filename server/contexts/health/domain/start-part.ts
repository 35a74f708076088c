import type { HealthPart, WindowStart } from '../../../../shared/contract/health.ts';

/** How a station came up. Times are milliseconds since its start began, those of a window since its page was opened. */
export interface StartFacts {
  /** When it passed which point, in their order; the last is `ready`. */
  readonly phases: Readonly<Record<string, number>>;
  /** When the desktop app was started that started it, epoch milliseconds; null without one, or for a later start. */
  readonly shellStartedAt: number | null;
  /** The window that came up first after the app, and the one that came up last. */
  readonly firstWindow: WindowStart | null;
  readonly lastWindow: WindowStart | null;
}

/** What comes up later has nothing to do with the start of the app. */
const START_TAKES_AT_MOST_MS = 300_000;

const seconds = (ms: number): string => (ms / 1_000).toFixed(1);

export function startPart({ phases, shellStartedAt, firstWindow, lastWindow }: StartFacts): HealthPart {
  const { ready } = phases;
  const frame =
    shellStartedAt === null || firstWindow === null
      ? null
      : Math.round(firstWindow.openedAt + firstWindow.frameMs - shellStartedAt);
  const appFrameMs = frame === null || frame < 0 || frame > START_TAKES_AT_MOST_MS ? null : frame;
  const ko = ready === undefined ? ['시작하는 중'] : [`${seconds(ready)}초 만에 준비됨`];
  const en = ready === undefined ? ['Starting'] : [`Ready after ${seconds(ready)} s`];
  if (appFrameMs !== null) {
    ko.push(`앱을 연 뒤 ${seconds(appFrameMs)}초에 첫 화면`);
    en.push(`first useful frame ${seconds(appFrameMs)} s after the app was opened`);
  }
  return {
    id: 'start',
    state: 'ok',
    summary: { ko: ko.join(', '), en: en.join(', ') },
    figures: {
      ...Object.fromEntries(Object.entries(phases).map(([phase, ms]) => [`${phase}Ms`, ms])),
      ...(lastWindow === null
        ? {}
        : { pageCodeMs: Math.round(lastWindow.codeMs), pageFrameMs: Math.round(lastWindow.frameMs) }),
      ...(appFrameMs === null ? {} : { appFrameMs }),
    },
  };
}
