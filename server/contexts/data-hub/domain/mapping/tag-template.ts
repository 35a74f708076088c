import { reason, type Reason } from '../../../../../shared/contract/reasons.ts';
import { placeOnFirstSight } from '../tags/unsorted.ts';
import { equipmentOf, levelFault, tagPathOf } from '../topic.ts';
import type { Parts, TextFault } from './pattern.ts';

/**
 * `site/area/line/equipment/tag` with `{named}` parts in it: per level, texts and names in turn. Of fewer levels the last is
 * the tag, the one before it the equipment, and so on.
 */
export interface TagTemplate {
  readonly levels: readonly (readonly Piece[])[];
  readonly names: ReadonlySet<string>;
}

type Piece = { readonly text: string } | { readonly name: string };

const LEVELS = 5;
const PIECE = /\{([^{}]*)\}|([{}])|([^{}]+)/g;
const NAME = /^[A-Za-z]\w{0,39}$/;

function piecesOf(level: string, start: number): Piece[] | TextFault {
  if (level === '') return { at: start, reason: reason('emptyTagLevel') };
  const pieces: Piece[] = [];
  for (const match of level.matchAll(PIECE)) {
    const [, name, brace, text] = match;
    const at = start + match.index;
    if (brace !== undefined) return { at, reason: reason('braceAlone') };
    if (name !== undefined && !NAME.test(name))
      return { at, reason: reason('noPartName', { text: `{${name}}` }) };
    if (text !== undefined && /[+#]/.test(text)) return { at, reason: reason('tagSigns') };
    pieces.push(name === undefined ? { text: text ?? '' } : { name });
  }
  return pieces;
}

/** Reads a template such as `busan/press/{line}/{equipment}/{tag}`, or says what is wrong and where. */
export function parseTemplate(text: string): TagTemplate | TextFault {
  const texts = text.split('/');
  if (texts.length > LEVELS) return { at: 0, reason: reason('tagLevels', { levels: texts.length }) };
  const levels: Piece[][] = [];
  const names = new Set<string>();
  let at = 0;
  for (const level of texts) {
    const pieces = piecesOf(level, at);
    if ('reason' in pieces) return pieces;
    for (const piece of pieces) if ('name' in piece) names.add(piece.name);
    levels.push(pieces);
    at += level.length + 1;
  }
  return { levels, names };
}

/** What stands for a part in a tag: in NFC, without what separates levels. */
export function cleanPart(text: string): string {
  return text.normalize('NFC').trim().replaceAll('/', '.').replaceAll(/[+#]/g, '_');
}

/** The tag path of a value, or why there is none. */
export function fillTemplate(
  { levels }: TagTemplate,
  partOf: (name: string) => string | undefined,
): { path: string } | { reason: Reason } {
  const filled: string[] = [];
  for (const pieces of levels) {
    let level = '';
    for (const piece of pieces) {
      if ('text' in piece) level += piece.text;
      else {
        const part = partOf(piece.name);
        if (part === undefined || cleanPart(part) === '')
          return {
            reason: reason(part === undefined ? 'partMissing' : 'partEmpty', { part: `{${piece.name}}` }),
          };
        level += cleanPart(part);
      }
    }
    filled.push(level);
  }
  for (const level of filled.slice(0, -1)) {
    const fault = levelFault(level.normalize('NFC'), 'tagPath');
    if (fault !== null) return { reason: fault };
  }
  const name = filled.at(-1) ?? '';
  return filled.length === LEVELS ? tagPathOf(filled.slice(0, -1).join('/'), name) : unsorted(filled);
}

/** Where a tag stands that has fewer than five levels, until it is sorted. */
function unsorted(filled: readonly string[]): { path: string } | { reason: Reason } {
  const [tag = '', equipment, line, area] = filled.toReversed();
  const fault = levelFault(tag.normalize('NFC'), 'tagName');
  if (fault !== null) return { reason: fault };
  const placed = placeOnFirstSight({ area, line, equipment, tag });
  return 'reason' in placed ? placed : tagPathOf(equipmentOf(placed.path), tag);
}

/** Looks parts up in several places, the first that has one. */
export function partsOf(...places: readonly Parts[]): (name: string) => string | undefined {
  return (name) => {
    for (const place of places) {
      const part = place.get(name);
      if (part !== undefined) return part;
    }
    return undefined;
  };
}
