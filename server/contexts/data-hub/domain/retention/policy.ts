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

export type PolicyOfTag = (tag: { readonly id: number; readonly path: string }) => TagPolicy;

/** By the default and the rules; whoever knows better of a tag puts a function of its own before it. */
export function policyByPath({ days, rules }: RetentionPolicy): PolicyOfTag {
  const compiled = rules.map((rule) => ({ ...rule, matches: tagMatcher([rule.pattern]) }));
  const usual: TagPolicy = { days, name: days === null ? 'none' : `default: ${days} days` };
  return ({ path }) => {
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
