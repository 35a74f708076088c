import { jsonText, orderedManifest } from '../../../../../shared/util/ruleset-text.ts';

/** JSON members whose values may be anything: a manifest that is being written need not be one yet. */
export type Members = Readonly<Record<string, unknown>>;

export const isMembers = (value: unknown): value is Members =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
export const membersOf = (value: unknown): Members => (isMembers(value) ? value : {});
export const listOf = (value: unknown): readonly Members[] =>
  Array.isArray(value) ? value.map(membersOf) : [];
/** A value as it stands in a field; what is no plain value shows as JSON. */
export function fieldText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
}

/** The manifest that a text holds; null where it is no JSON object and only the text can be edited. */
export function manifestOf(text: string): Members | null {
  try {
    const value = JSON.parse(text) as unknown;
    return isMembers(value) ? value : null;
  } catch {
    return null;
  }
}

export const manifestText = (manifest: Members): string => jsonText(orderedManifest(manifest));

/** The same members with one of them set; undefined takes it out. */
export function withMember(members: Members, name: string, value: unknown): Members {
  if (value !== undefined) return { ...members, [name]: value };
  const { [name]: _, ...others } = members;
  return others;
}

/** A member by another name in the same place. */
export const renamed = (members: Members, from: string, to: string): Members =>
  Object.fromEntries(Object.entries(members).map(([name, value]) => [name === from ? to : name, value]));

/** What is typed into a number's field: a number, nothing, or the text as it is, to be told as a problem. */
export function numberTyped(text: string): number | string | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  const number = Number(trimmed);
  return Number.isFinite(number) ? number : trimmed;
}

/** A parameter's value: a number, true, false, else a text. Quotes make a text of what looks like another. */
export function parameterTyped(text: string): number | boolean | string {
  const trimmed = text.trim();
  if (trimmed === 'true' || trimmed === 'false') return trimmed === 'true';
  if (/^".*"$/s.test(trimmed)) return trimmed.slice(1, -1);
  return trimmed !== '' && Number.isFinite(Number(trimmed)) ? Number(trimmed) : text;
}

export function parameterText(value: unknown): string {
  if (typeof value !== 'string') return fieldText(value);
  return value === parameterTyped(value) ? value : `"${value}"`;
}

/** `base`, or with a number behind it where it is taken. */
export function freeName(base: string, taken: readonly string[]): string {
  let name = base;
  for (let number = 2; taken.includes(name); number += 1) name = `${base}_${number}`;
  return name;
}

export function moved<T>(items: readonly T[], from: number, by: -1 | 1): T[] {
  const list = [...items];
  const [item] = list.splice(from, 1);
  if (item !== undefined) list.splice(Math.max(0, from + by), 0, item);
  return list;
}

const MOST_SUGGESTIONS = 40;

/** Tags that have what is typed, and the pattern that takes the same tag of machines named alike, `press-1` → `press*`. */
export function patternsFor(typed: string, paths: readonly string[]): string[] {
  const parts = typed
    .toLowerCase()
    .split(/[*/\s]+/)
    .filter(Boolean);
  const found = paths.filter((path) => parts.every((part) => path.toLowerCase().includes(part)));
  const general = found.map((path) => {
    const [, , , equipment = '', tag = ''] = path.split('/');
    return `*/*/*/${equipment.replace(/[-_ ]?\d+$/, '')}*/${tag}`;
  });
  return [...new Set([...general, ...found])].slice(0, MOST_SUGGESTIONS);
}
