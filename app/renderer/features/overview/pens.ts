import type { Tag } from '../../../../shared/contract/data-hub.ts';

const FIRST_PENS = 3;

/** The tags a machine's trend opens with: numbers that rules look at, or the first numbers. */
export function firstPens(tags: readonly Tag[], isRuleInput: (path: string) => boolean): string[] {
  const numbers = tags.filter(({ last }) => typeof last?.value === 'number').map(({ path }) => path);
  const judged = numbers.filter(isRuleInput);
  return (judged.length > 0 ? judged : numbers).slice(0, FIRST_PENS);
}

/** Adds the path, or takes it out. */
export function togglePen(pens: readonly string[], path: string): string[] {
  return pens.includes(path) ? pens.filter((pen) => pen !== path) : [...pens, path];
}
