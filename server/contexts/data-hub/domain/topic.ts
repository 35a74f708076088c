import { reason, type LevelOf, type Reason } from '../../../../shared/contract/reasons.ts';
import type { MappedTopic } from './mapping/read-mapped.ts';

/** Where the values of a topic belong. Those of Sparkplug say it themselves, those of mapped topics in part. */
export type TopicTarget =
  | { readonly kind: 'tag'; readonly path: string }
  | { readonly kind: 'equipment'; readonly path: string }
  | { readonly kind: 'sparkplug' }
  | ({ readonly kind: 'mapped' } & MappedTopic)
  | { readonly kind: 'unmapped'; readonly reason: Reason };

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

/** Why `name` cannot be one level of a tag path, or null where it can. `where`: what it would be a level of. */
export function levelFault(name: string, where: LevelOf): Reason | null {
  if (name === '') return reason('emptyLevel', { where });
  if (/[/+#]/.test(name)) return reason('levelSigns', { where });
  if (hasControlCharacter(name)) return reason('levelControl', { where });
  if (!name.isWellFormed()) return reason('levelNotUnicode', { where });
  return null;
}

type Names = Map<string, { readonly path: string }>;

/** Answers of `tagPathOf`, so that each message of a tag has the same text for it; forgotten when names have become many. */
const joined = new Map<string, Names>();
/** Those of the equipment asked for last: a grouped message asks for all its names one after the other. */
let newest: { readonly equipment: string; readonly names: Names } = { equipment: '', names: new Map() };
const REMEMBERED_PATHS = 50_000;
let remembered = 0;

/** Joins an equipment path and a tag's name; the reason where that is no tag path. */
export function tagPathOf(equipment: string, name: string): { path: string } | { reason: Reason } {
  if (newest.equipment !== equipment) {
    const names = joined.get(equipment) ?? remember(joined, equipment, new Map());
    newest = { equipment, names };
  }
  const known = newest.names.get(name);
  if (known !== undefined) return known;
  const found = join(equipment, name);
  return 'reason' in found ? found : remember(newest.names, name, found);
}

function remember<Value>(known: Map<string, Value>, name: string, value: Value): Value {
  if (remembered >= REMEMBERED_PATHS) {
    joined.clear();
    newest.names.clear();
    remembered = 0;
  }
  remembered += 1;
  known.set(name, value);
  return value;
}

function join(equipment: string, name: string): { path: string } | { reason: Reason } {
  const normalised = name.normalize('NFC');
  const fault = levelFault(normalised, 'tagName');
  if (fault !== null) return { reason: fault };
  const path = `${equipment}/${normalised}`;
  if (path.length > MAX_PATH_LENGTH) return { reason: reason('pathTooLong', { most: MAX_PATH_LENGTH }) };
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
      reason: reason('noForm', { prefix: OWN_PREFIX }),
    };
  }
  const levels = topic.slice(OWN_PREFIX.length).normalize('NFC').split('/');
  if (levels.length !== 4 && levels.length !== 5) {
    return {
      kind: 'unmapped',
      reason: reason('levelCount', { levels: levels.length, prefix: OWN_PREFIX }),
    };
  }
  for (const level of levels) {
    const fault = levelFault(level, 'topic');
    if (fault !== null) return { kind: 'unmapped', reason: fault };
  }
  const path = levels.join('/');
  if (path.length > MAX_PATH_LENGTH) {
    return { kind: 'unmapped', reason: reason('pathTooLong', { most: MAX_PATH_LENGTH }) };
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
