import type { RemovalCause } from '../../../../../shared/contract/data-hub.ts';
import { tagMatcher } from '../../../../../shared/util/tag-pattern.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** How long samples are kept. */
export interface RetentionPolicy {
  /** For tags without a rule of their own; null: as long as the budget lets them. */
  readonly days: number | null;
  /** The first whose pattern fits a tag's path is its own. */
  readonly rules: readonly { readonly pattern: string; readonly days: number }[];
  /** What the packed samples of all tags may take on disk; null: as much as there is. */
  readonly budgetBytes: number | null;
}

/** What counts for one tag. `name` says in the record of a removal by which policy it went. */
export interface TagPolicy {
  readonly days: number | null;
  readonly name: string;
}

const DEFAULT = 'default';
const TAG = 'tag';
const nameOf = (who: string, days: number): string => `${who}: ${days} days`;

/** A policy's name in its parts. A pattern has slashes, so none is taken for another kind. */
export function causeOf(name: string): RemovalCause {
  const [, who = '', number = ''] = /^(.*): (\S+) days$/.exec(name) ?? [];
  const days = Number(number);
  if (who === '') return { kind: 'budget' };
  return who === DEFAULT || who === TAG ? { kind: who, days } : { kind: 'pattern', days, pattern: who };
}

/** `days`: what is set for this very tag. */
export type PolicyOfTag = (tag: { readonly path: string; readonly days: number | null }) => TagPolicy;

/** The days set for the tag itself, else the first rule that fits its path, else the default. */
export function policyOfTags({ days, rules }: RetentionPolicy): PolicyOfTag {
  const compiled = rules.map((rule) => ({ ...rule, matches: tagMatcher([rule.pattern]) }));
  const usual: TagPolicy = { days, name: days === null ? 'none' : nameOf(DEFAULT, days) };
  return ({ path, days: own }) => {
    if (own !== null) return { days: own, name: nameOf(TAG, own) };
    const rule = compiled.find(({ matches }) => matches(path));
    return rule === undefined ? usual : { days: rule.days, name: nameOf(rule.pattern, rule.days) };
  };
}

/**
 * Samples before this time (epoch milliseconds) go; null where none do. It moves by whole hours, so that not every look at the
 * clock makes something to write.
 */
export function cutOf({ days }: TagPolicy, now: number): number | null {
  return days === null ? null : Math.floor((now - days * DAY_MS) / HOUR_MS) * HOUR_MS;
}
