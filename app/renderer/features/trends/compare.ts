import { addChart, addPen, equipmentOf, tagName, type TrendsView } from './view-state.ts';

/** A machine that has tags like those of a chart. */
export interface LikeMachine {
  readonly machine: string;
  /** Its tags with the names of the chart's. */
  readonly tags: readonly string[];
}

/** Names of the chart's tags, each once. */
export function namesOf(view: TrendsView, chartId: number): string[] {
  const chart = view.charts.find(({ id }) => id === chartId);
  return [...new Set((chart?.pens ?? []).map(({ path }) => tagName(path)))];
}

/** Machines with tags of these names, those with the most first; not the ones the chart shows already in full. */
export function likeMachines(
  tags: readonly string[],
  names: readonly string[],
  shown: ReadonlySet<string>,
): LikeMachine[] {
  const machines = new Map<string, string[]>();
  for (const path of tags) {
    if (!names.includes(tagName(path)) || shown.has(path)) continue;
    const machine = equipmentOf(path);
    machines.set(machine, [...(machines.get(machine) ?? []), path]);
  }
  return [...machines]
    .map(([machine, own]) => ({ machine, tags: own }))
    .sort(
      (a, b) =>
        b.tags.length - a.tags.length || a.machine.localeCompare(b.machine, undefined, { numeric: true }),
    );
}

/** Puts the tags of the chosen machines into the chart, or each machine into a chart of its own below. */
export function compareMachines(
  view: TrendsView,
  chartId: number,
  chosen: readonly LikeMachine[],
  where: 'chart' | 'own',
): TrendsView {
  let next = view;
  for (const { tags } of chosen) {
    let target = chartId;
    if (where === 'own') {
      const added = addChart(next);
      if (added === next) break;
      next = added;
      target = added.charts.at(-1)?.id ?? chartId;
    }
    for (const path of tags) next = addPen(next, target, path);
  }
  return next;
}
