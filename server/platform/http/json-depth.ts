/** Levels of lists and objects within each other that a body or message may have. No call needs more than 10. */
export const DEEPEST_JSON = 64;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const CLOSING: ReadonlySet<number> = new Set([0x5d, 0x7d]);

/**
 * Whether a JSON text has more levels than that. It is looked at before it is parsed: V8 takes two million levels, and
 * half a second and 150 MB for them.
 */
export function isNestedTooDeep(text: string, deepest = DEEPEST_JSON): boolean {
  // Most messages are too short for it.
  if (text.length <= deepest) return false;
  let levels = 0;
  let isText = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charCodeAt(at);
    if (isText) {
      if (sign === BACKSLASH) at += 1;
      else if (sign === QUOTE) isText = false;
    } else if (sign === QUOTE) isText = true;
    else if (OPENING.has(sign)) {
      levels += 1;
      if (levels > deepest) return true;
    } else if (CLOSING.has(sign)) levels -= 1;
  }
  return false;
}

export const TOO_DEEP = `lists and objects may be nested ${DEEPEST_JSON} levels deep and no deeper`;
