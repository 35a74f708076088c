import { reason, type Reason } from '../../../../../shared/contract/reasons.ts';
import type { SignalValue } from '../../../../../shared/contract/common.ts';
import type {
  RangeSide,
  TagBounds,
  TagKind,
  TagPatch,
  TagSaid,
  TagSettings,
} from '../../../../../shared/contract/tags.ts';
import { DEFAULT_MAX_INTERVAL_SECONDS, UNSORTED_SITE } from '../../../../../shared/contract/tags.ts';
import { ucumOf } from '../../../../../shared/util/ucum.ts';

const NO_BOUNDS: TagBounds = { low: null, high: null };

/** Of a tag nobody has set anything of. */
export const NO_SETTINGS: TagSettings = {
  kind: null,
  unit: null,
  name: { ko: null, en: null },
  range: NO_BOUNDS,
  limits: NO_BOUNDS,
  counter: { modulus: null },
  storage: {
    mode: null,
    deadband: null,
    deadbandIn: null,
    minIntervalSeconds: null,
    maxIntervalSeconds: null,
    retentionDays: null,
  },
};

/** The parts of the settings that hold fields of their own. */
const GROUPS = ['name', 'range', 'limits', 'counter', 'storage'] as const;

/** The settings after a change; the same object where it changes nothing. */
export function patched(settings: TagSettings, patch: TagPatch): TagSettings {
  const next: TagSettings = {
    kind: patch.kind === undefined ? settings.kind : patch.kind,
    unit: patch.unit === undefined ? settings.unit : patch.unit,
    name: { ...settings.name, ...defined(patch.name) },
    range: { ...settings.range, ...defined(patch.range) },
    limits: { ...settings.limits, ...defined(patch.limits) },
    counter: { ...settings.counter, ...defined(patch.counter) },
    storage: { ...settings.storage, ...defined(patch.storage) },
  };
  return isSame(settings, next) ? settings : next;
}

function defined<T extends object>(part: T | undefined): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(part ?? {}).filter(([, value]) => value !== undefined)) as never;
}

export function isSame(one: TagSettings, other: TagSettings): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Settings as a patch that brings back exactly these fields of another's, where the two differ. */
export function difference(from: TagSettings, to: TagSettings): TagPatch {
  const patch: Record<string, unknown> = {};
  if (from.kind !== to.kind) patch.kind = to.kind;
  if (from.unit !== to.unit) patch.unit = to.unit;
  for (const group of GROUPS) {
    const was: Readonly<Record<string, unknown>> = from[group];
    const fields = Object.entries(to[group]).filter(([name, value]) => was[name] !== value);
    if (fields.length > 0) patch[group] = Object.fromEntries(fields);
  }
  return patch as TagPatch;
}

/** Whether the settings hold what a patch says. */
export function holds(settings: TagSettings, patch: TagPatch): boolean {
  return patched(settings, patch) === settings;
}

/** What is wrong with a setting; `field` in dotted form. */
interface SettingFault {
  readonly field: string;
  readonly reason: Reason;
}

/** What is wrong with settings as a whole, by field; single values are checked by the contract. */
export function faultsOf(settings: TagSettings, said?: TagSaid): SettingFault[] {
  const faults = storageFaults(settings, said);
  for (const group of ['range', 'limits'] as const) {
    const { low, high } = settings[group];
    if (low !== null && high !== null && low >= high)
      faults.push({ field: `${group}.high`, reason: reason('tagAboveLower', { low }) });
  }
  if (settings.counter.modulus !== null && settings.kind !== 'counter')
    faults.push({ field: 'counter.modulus', reason: reason('tagCounterOnly') });
  return faults;
}

const THINNING = ['deadband', 'minIntervalSeconds', 'maxIntervalSeconds'] as const;

function storageFaults(settings: TagSettings, said?: TagSaid): SettingFault[] {
  const { storage } = settings;
  if (storage.mode !== 'change')
    return THINNING.filter((field) => storage[field] !== null).map((field) => ({
      field: `storage.${field}`,
      reason: reason('tagChangesOnly'),
    }));
  const faults: SettingFault[] = [];
  const { low, high } = rangeOf(settings, said);
  if (storage.deadbandIn === 'percent' && (storage.deadband ?? 0) > 100)
    faults.push({ field: 'storage.deadband', reason: reason('tagOverHundred') });
  if (storage.deadbandIn === 'percent' && (low === null || high === null))
    faults.push({
      field: 'storage.deadbandIn',
      reason: reason('tagNeedsRange'),
    });
  const longest = storage.maxIntervalSeconds ?? DEFAULT_MAX_INTERVAL_SECONDS;
  if (storage.minIntervalSeconds !== null && storage.minIntervalSeconds >= longest)
    faults.push({ field: 'storage.minIntervalSeconds', reason: reason('tagBelowLongest', { longest }) });
  return faults;
}

/** The kind of a tag: as set, else as its newest value shows. */
export function kindOf(settings: TagSettings, value: SignalValue | null | undefined): TagKind {
  if (settings.kind !== null) return settings.kind;
  if (typeof value === 'boolean') return 'state';
  return typeof value === 'string' ? 'text' : 'measure';
}

/** The unit that holds: as set, else as the source says it where that can be read. */
export function unitOf(settings: TagSettings, said: TagSaid | undefined): string | null {
  return settings.unit ?? (said === undefined || said.unit === null ? null : (ucumOf(said.unit) ?? null));
}

/** The range that holds; a bound that was set stands with the other one that was set, never with the source's. */
export function rangeOf({ range }: TagSettings, said: TagSaid | undefined): TagBounds {
  return range.low === null && range.high === null ? (said?.range ?? NO_BOUNDS) : range;
}

/** Where a value lies beyond the range. */
export function outOfRange(value: SignalValue | null | undefined, range: TagBounds): RangeSide | undefined {
  if (typeof value !== 'number') return undefined;
  if (range.low !== null && value < range.low) return 'below';
  return range.high !== null && value > range.high ? 'above' : undefined;
}

export function isSorted(path: string): boolean {
  return !path.startsWith(`${UNSORTED_SITE}/`);
}
