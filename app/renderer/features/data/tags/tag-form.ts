import type { Tag } from '../../../../../shared/contract/data-hub.ts';
import { tagPatchSchema, type TagPatch } from '../../../../../shared/contract/tags.ts';

/** The fields of the form, as they are typed. */
export interface TagForm {
  path: string;
  nameKo: string;
  nameEn: string;
  unit: string;
  kind: string;
  rangeLow: string;
  rangeHigh: string;
  limitLow: string;
  limitHigh: string;
  storeMode: string;
  deadband: string;
  deadbandIn: string;
  minInterval: string;
  maxInterval: string;
  retentionDays: string;
}

export const FIELDS = {
  path: 'path',
  nameKo: 'name.ko',
  nameEn: 'name.en',
  unit: 'unit',
  kind: 'kind',
  rangeLow: 'range.low',
  rangeHigh: 'range.high',
  limitLow: 'limits.low',
  limitHigh: 'limits.high',
  storeMode: 'storage.mode',
  deadband: 'storage.deadband',
  deadbandIn: 'storage.deadbandIn',
  minInterval: 'storage.minIntervalSeconds',
  maxInterval: 'storage.maxIntervalSeconds',
  retentionDays: 'storage.retentionDays',
} as const satisfies Record<keyof TagForm, string>;

const text = (value: number | string | null): string => (value === null ? '' : String(value));

/** The settings as they hold; what only the source says stands in the fields too, and is kept as its own until changed. */
export function formOf(tag: Tag): TagForm {
  return {
    path: tag.path,
    nameKo: text(tag.name.ko),
    nameEn: text(tag.name.en),
    unit: text(tag.unit),
    kind: tag.kind,
    rangeLow: text(tag.range.low),
    rangeHigh: text(tag.range.high),
    limitLow: text(tag.limits.low),
    limitHigh: text(tag.limits.high),
    storeMode: tag.storage.mode ?? 'all',
    deadband: text(tag.storage.deadband),
    deadbandIn: tag.storage.deadbandIn ?? 'unit',
    minInterval: text(tag.storage.minIntervalSeconds),
    maxInterval: text(tag.storage.maxIntervalSeconds),
    retentionDays: text(tag.storage.retentionDays),
  };
}

const NUMBERS: ReadonlySet<keyof TagForm> = new Set([
  'rangeLow',
  'rangeHigh',
  'limitLow',
  'limitHigh',
  'deadband',
  'minInterval',
  'maxInterval',
  'retentionDays',
]);

/** The form with one field set; where every value is stored nothing else of the policy says anything. */
export function withField(form: TagForm, field: keyof TagForm, value: string): TagForm {
  const cleared =
    field === 'storeMode' && value === 'all' ? { deadband: '', minInterval: '', maxInterval: '' } : {};
  return { ...form, ...cleared, [field]: value };
}

/** An empty field takes its setting back; a decimal comma is a point. What is no number goes on as it is, to be refused. */
function valueOf(field: keyof TagForm, typed: string): unknown {
  const trimmed = typed.trim();
  if (trimmed === '') return null;
  if (!NUMBERS.has(field)) return trimmed;
  const number = Number(trimmed.replace(',', '.'));
  return Number.isNaN(number) ? trimmed : number;
}

export type FormFaults = Partial<Record<keyof TagForm, string>>;

/** The change that the form makes of a tag, or what is wrong by field. */
export function patchOf(before: TagForm, now: TagForm): { patch: TagPatch } | { faults: FormFaults } {
  const patch: Record<string, unknown> = {};
  for (const [field, path] of Object.entries(FIELDS) as [keyof TagForm, string][]) {
    if (before[field] === now[field]) continue;
    const [group = '', part] = path.split('.');
    const value = valueOf(field, now[field]);
    patch[group] = part === undefined ? value : { ...(patch[group] as object), [part]: value };
  }
  const checked = tagPatchSchema.safeParse(patch);
  if (checked.success) return { patch: checked.data };
  return {
    faults: faultsOf(checked.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))),
  };
}

/** Faults by the contract's paths, at the fields of the form. */
export function faultsOf(errors: readonly { readonly path: string; readonly message: string }[]): FormFaults {
  const faults: FormFaults = {};
  for (const [field, path] of Object.entries(FIELDS) as [keyof TagForm, string][]) {
    const found = errors.find((error) => error.path === path);
    if (found !== undefined) faults[field] = found.message;
  }
  return faults;
}
