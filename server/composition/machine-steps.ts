import { Cron } from 'croner';
import type { RulesetManifest } from '../../shared/contract/rules.ts';
import {
  runMachine,
  type BacktestOrder,
  type JudgeRows,
  type MachineSide,
  type MachineStep,
} from '../contexts/backtest/index.ts';
import type { HistoryPasses } from '../contexts/data-hub/index.ts';

function nextScheduled({ trigger }: RulesetManifest, after: number): number {
  if (trigger.kind !== 'schedule') return Infinity;
  const next = new Cron(trigger.cron, { timezone: trigger.timezone, paused: true }).nextRun(new Date(after));
  return next?.getTime() ?? Infinity;
}

/**
 * The rows of one machine of an order, from the stored samples.
 * @param judges of each side
 */
export function machineSteps(
  history: HistoryPasses,
  { sides, from, to, withBegins = false }: Omit<BacktestOrder, 'machines'>,
  { tags, fixed, truths, state }: BacktestOrder['machines'][number],
  judges: readonly JudgeRows[],
): Generator<MachineStep> {
  const thinned = new Map(tags.flat().map(([, tag]) => [tag.id, tag.thinned]));
  return runMachine({
    ...{ from, to, withBegins, fixed, truths, state },
    sides: sides.map(({ manifest }, side): MachineSide => ({
      manifest,
      judge: judges[side] as JudgeRows,
      tagIds: new Map(tags[side]?.map(([input, { id }]) => [input, id])),
    })),
    open: (tagId, begin, windowSeconds) =>
      history.pass({ tagId, from: begin, to, windowSeconds, thinned: thinned.get(tagId) ?? null }),
    nextScheduled,
  });
}
