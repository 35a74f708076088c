import type { MappedTopic } from './mapping/read-mapped.ts';

/** Where the values of a topic belong. Those of Sparkplug say it themselves, those of mapped topics in part. */
export type TopicTarget =
  | { readonly kind: 'tag'; readonly path: string }
  | { readonly kind: 'equipment'; readonly path: string }
  | { readonly kind: 'sparkplug' }
  | ({ readonly kind: 'mapped' } & MappedTopic)
  | { readonly kind: 'unmapped'; readonly reason: string };

/** Targets whose payload is text of the own forms. */
export type TextTarget = Exclude<TopicTarget, { readonly kind: 'sparkplug' | 'mapped' }>;

export interface TagParts {
  readonly site: string;
  readonly area: string;
  readonly line: string;
  readonly equipment: string;
  readonly name: string;
}

export const OWN_PREFIX = 'aif/v1/';
/** As in the contract's queries: a longer path could be stored but never asked for. */
const MAX_PATH_LENGTH = 400;

/** Control characters would let a name forge lines in logs and terminals. */
function hasControlCharacter(text: string): boolean {
  // oxlint-disable-next-line no-control-regex
  return /[\u0000-\u001f\u007f-\u009f]/.test(text);
}

/** Why `name` cannot be one level of a tag path, or null where it can. */
export function levelFault(name: string): string | null {
  if (name === '') return 'an empty level';
  if (/[/+#]/.test(name)) return 'a level with /, + or #';
  if (hasControlCharacter(name)) return 'a level with a control character';
  if (!name.isWellFormed()) return 'a level that is not Unicode text';
  return null;
}

/** Answers of `tagPathOf`, so that each message of a tag has the same text for it; forgotten when names have become many. */
const joined = new Map<string, Map<string, { readonly path: string }>>();
const REMEMBERED_PATHS = 50_000;
let remembered = 0;

/** Joins an equipment path and a tag's name; the reason where that is no tag path. */
export function tagPathOf(equipment: string, name: string): { path: string } | { reason: string } {
  const known = joined.get(equipment)?.get(name);
  if (known !== undefined) return known;
  const found = join(equipment, name);
  if ('reason' in found) return found;
  if (remembered >= REMEMBERED_PATHS) {
    joined.clear();
    remembered = 0;
  }
  const own = joined.get(equipment) ?? new Map<string, { readonly path: string }>();
  joined.set(equipment, own.set(name, found));
  remembered += 1;
  return found;
}

function join(equipment: string, name: string): { path: string } | { reason: string } {
  const normalised = name.normalize('NFC');
  const fault = levelFault(normalised);
  if (fault !== null) return { reason: `the tag name has ${fault}` };
  const path = `${equipment}/${normalised}`;
  if (path.length > MAX_PATH_LENGTH)
    return { reason: `the tag path is longer than ${MAX_PATH_LENGTH} characters` };
  return { path };
}

/**
 * The own form `aif/v1/{site}/{area}/{line}/{equipment}/{tag}` or the grouped one without `{tag}`.
 * Names are brought to NFC, so that one Korean name has one path.
 */
export function targetOf(topic: string): TextTarget {
  if (!topic.startsWith(OWN_PREFIX)) {
    return {
      kind: 'unmapped',
      reason: `no form is known for this topic: it does not start with ${OWN_PREFIX}`,
    };
  }
  const levels = topic.slice(OWN_PREFIX.length).normalize('NFC').split('/');
  if (levels.length !== 4 && levels.length !== 5) {
    return {
      kind: 'unmapped',
      reason: `${levels.length} levels after ${OWN_PREFIX}: 5 (site/area/line/equipment/tag) or 4 (grouped) are expected`,
    };
  }
  for (const level of levels) {
    const fault = levelFault(level);
    if (fault !== null) return { kind: 'unmapped', reason: `the topic has ${fault}` };
  }
  const path = levels.join('/');
  if (path.length > MAX_PATH_LENGTH) {
    return { kind: 'unmapped', reason: `the path is longer than ${MAX_PATH_LENGTH} characters` };
  }
  return { kind: levels.length === 5 ? 'tag' : 'equipment', path };
}

/** The levels of a tag path. */
export function partsOf(path: string): TagParts {
  const [site = '', area = '', line = '', equipment = '', name = ''] = path.split('/');
  return { site, area, line, equipment, name };
}

/** `site/area/line/equipment` of a tag path. */
export function equipmentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
