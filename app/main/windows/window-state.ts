/** A place on the desktop, in device-independent pixels. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What is remembered of one window. */
export interface WindowState {
  readonly bounds: Rectangle;
  readonly isMaximized: boolean;
  readonly isFullScreen: boolean;
  /** Page it showed, e.g. `/trends`. */
  readonly route: string;
}

export const SMALLEST = { width: 960, height: 600 } as const;
const FIRST = { width: 1440, height: 900 } as const;
/** A window shows at least this much of itself on some screen, else its place is not taken. */
const VISIBLE = { width: 200, height: 100 } as const;

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

function readRectangle(value: unknown): Rectangle | null {
  if (typeof value !== 'object' || value === null) return null;
  const { x, y, width, height } = value as Record<string, unknown>;
  return isNumber(x) && isNumber(y) && isNumber(width) && isNumber(height) ? { x, y, width, height } : null;
}

/** A stored window, or null when it is not one. */
export function readWindowState(value: unknown): WindowState | null {
  if (typeof value !== 'object' || value === null) return null;
  const { bounds, isMaximized, isFullScreen, route } = value as Record<string, unknown>;
  const rectangle = readRectangle(bounds);
  if (rectangle === null || typeof route !== 'string') return null;
  return { bounds: rectangle, isMaximized: isMaximized === true, isFullScreen: isFullScreen === true, route };
}

function overlap(a: Rectangle, b: Rectangle): { width: number; height: number } {
  return {
    width: Math.max(0, Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)),
    height: Math.max(0, Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)),
  };
}

/** Whether enough of a window, its title bar included, is on a screen. */
function canBeGrabbed(window: Rectangle, screen: Rectangle): boolean {
  const seen = overlap(window, screen);
  return seen.width >= VISIBLE.width && seen.height >= VISIBLE.height && window.y >= screen.y;
}

function centred(size: { width: number; height: number }, screen: Rectangle): Rectangle {
  const width = Math.min(size.width, screen.width);
  const height = Math.min(size.height, screen.height);
  return {
    x: Math.round(screen.x + (screen.width - width) / 2),
    y: Math.round(screen.y + (screen.height - height) / 2),
    width,
    height,
  };
}

/**
 * Where a window opens: where it was, as long as enough of it is on a screen that is there now; otherwise centred on
 * the first screen, in its old size as far as that fits. `screens` are work areas, the main one first.
 */
export function placeWindow(wanted: Rectangle | null, screens: readonly Rectangle[]): Rectangle {
  const [main] = screens;
  if (main === undefined) return wanted ?? { x: 0, y: 0, ...FIRST };
  if (wanted === null) return centred(FIRST, main);
  const home = screens.find((screen) => canBeGrabbed(wanted, screen));
  if (home === undefined) return centred(wanted, main);
  const fitted = {
    ...wanted,
    width: Math.max(SMALLEST.width, Math.min(wanted.width, home.width)),
    height: Math.max(SMALLEST.height, Math.min(wanted.height, home.height)),
  };
  // A window made smaller may have lost the part of it that was in sight.
  return canBeGrabbed(fitted, home) ? fitted : centred(fitted, home);
}

/** Place of a further window: a step beside the one it was opened from. */
export function stepBeside(bounds: Rectangle, screens: readonly Rectangle[]): Rectangle {
  return placeWindow({ ...bounds, x: bounds.x + 32, y: bounds.y + 32 }, screens);
}
