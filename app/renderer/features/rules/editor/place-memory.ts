/** Where somebody was in a text: offsets of the selection, and what was the first line in view. */
export interface KeptPlace {
  readonly anchor: number;
  readonly head: number;
  /** From 1. */
  readonly topLine: number;
}

const PREFIX = 'aif.editor-place.1.';

/** What this window kept of a text, also over a reload; null where that is nothing, or no place. */
export function placeKept(key: string): KeptPlace | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(PREFIX + key) ?? 'null') as KeptPlace | null;
    if (kept === null) return null;
    const { anchor, head, topLine } = kept;
    return [anchor, head, topLine].every((n) => Number.isInteger(n) && n >= 0)
      ? { anchor, head, topLine }
      : null;
  } catch {
    return null;
  }
}

export function keepPlace(key: string, place: KeptPlace): void {
  try {
    sessionStorage.setItem(PREFIX + key, JSON.stringify(place));
  } catch {
    // No room: the editor opens at its beginning.
  }
}
