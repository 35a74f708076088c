import { join } from 'node:path';
import type { Judgment } from '../../shared/contract/judgment.ts';
import { REFUSALS, type ColumnValues } from '../../server/contexts/backtest/domain/input-columns.ts';
import { NO_STATE, RowStream } from '../../server/contexts/backtest/domain/rows.ts';
import { openHistoryPasses } from '../../server/contexts/data-hub/index.ts';
import type { RunnableRuleset } from '../../server/contexts/rules/index.ts';
import type { TestCore } from './test-core.ts';

/** What a column says of a row, as a script is given it. */
function valueOf(values: ColumnValues, row: number) {
  if ('numbers' in values) return Number.isNaN(values.numbers[row]) ? null : (values.numbers[row] ?? null);
  if ('booleans' in values) return values.booleans[row] === -1 ? null : values.booleans[row] === 1;
  return values.texts[values.indexes[row] ?? -1] ?? null;
}

/** Rows of history as they are, with the inputs of each by name. */
export function rowsOf(
  { core, folder }: TestCore,
  { manifest }: Pick<RunnableRuleset, 'manifest'>,
  [from, to]: readonly [number, number],
  fixed: readonly number[] = [],
) {
  const [binding] = core.bound.bindings({ manifest });
  const history = openHistoryPasses(join(folder, 'station.db'));
  const passes = new Map(
    [...(binding?.tags ?? [])].map(([input, path]) => {
      const { id = 0, thinned = null } = core.hub.historyTag(path) ?? {};
      return [input, history.pass({ tagId: id, from, to, windowSeconds: 1_200, thinned })] as const;
    }),
  );
  const stream = new RowStream({
    manifest,
    passes,
    from,
    state: NO_STATE,
    fixed: fixed.map((at) => ({ at, sent: {} })),
    nextScheduled: () => Infinity,
  });
  const rows: { at: number; hold: string | undefined; values: Record<string, unknown> }[] = [];
  while (stream.fill(to + 1, true) > 0)
    for (let row = 0; row < stream.count; row += 1) {
      const values = stream.columns.map((column) => [column.input.name, valueOf(column.values, row)]);
      rows.push({
        at: stream.times[row] ?? 0,
        hold: REFUSALS[stream.refusals[row] ?? 0],
        values: Object.fromEntries(values) as Record<string, unknown>,
      });
    }
  history.close();
  return rows;
}

/** The same of a judgment that was made. */
export function rowOf({ at, evidence, holdCause }: Judgment) {
  const values = evidence.flatMap((each) =>
    each.kind === 'input' ? [[each.name, each.refused === undefined ? each.value : null]] : [],
  );
  return {
    at: Date.parse(at),
    hold: holdCause,
    values: Object.fromEntries(values) as Record<string, unknown>,
  };
}
