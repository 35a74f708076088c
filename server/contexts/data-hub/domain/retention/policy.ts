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

/** `days`: what is set for this very tag. */
export type PolicyOfTag = (tag: { readonly path: string; readonly days: number | null }) => TagPolicy;

/** The days set for the tag itself, else the first rule that fits its path, else the default. */
export function policyOfTags({ days, rules }: RetentionPolicy): PolicyOfTag {
  const compiled = rules.map((rule) => ({ ...rule, matches: tagMatcher([rule.pattern]) }));
  const usual: TagPolicy = { days, name: days === null ? 'none' : `default: ${days} days` };
  return ({ path, days: own }) => {
    if (own !== null) return { days: own, name: `tag: ${own} days` };
    const rule = compiled.find(({ matches }) => matches(path));
    return rule === undefined ? usual : { days: rule.days, name: `${rule.pattern}: ${rule.days} days` };
  };
}

/**
 * Samples before this time (epoch milliseconds) go; null where none do. It moves by whole hours, so that not every look at the
 * clock makes something to write.
 */
export function cutOf({ days }: TagPolicy, now: number): number | null {
  return days === null ? null : Math.floor((now - days * DAY_MS) / HOUR_MS) * HOUR_MS;
}
