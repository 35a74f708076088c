/** `#` cannot occur in a tag path (MQTT), so it may part the tag from the shift of its pen. */
const SHIFT = '#';

/** Names a pen within a window: the tag and how far it is shifted. */
export function penKey({ path, shiftMs = 0 }: { readonly path: string; readonly shiftMs?: number }): string {
  return shiftMs === 0 ? path : `${path}${SHIFT}${shiftMs}`;
}

/** The tag of a pen, and how many milliseconds earlier it is looked at. */
export function tagOfKey(key: string): { path: string; shiftMs: number } {
  const at = key.lastIndexOf(SHIFT);
  return at < 0 ? { path: key, shiftMs: 0 } : { path: key.slice(0, at), shiftMs: Number(key.slice(at + 1)) };
}
