import type { BacktestSide, BacktestSpans } from '../../../../../shared/contract/backtest.ts';
import { QUALITY } from '../../../../../shared/contract/common.ts';
import type { ChartDataSource } from '../../../charts/feed/data-source.ts';
import { stationSource } from '../../../charts/feed/station-source.ts';
import type { HistoryWindow } from '../../../charts/worker/protocol.ts';
import { trpcClient } from '../../../lib/trpc/index.ts';

const PREFIX = 'backtest:';

interface Verdicts {
  readonly id: string;
  readonly equipment: string;
  readonly sides: readonly BacktestSide[];
  /** An outcome as it is written in its lane. */
  readonly textOf: (outcome: BacktestSide['outcomes'][number]) => string;
}

/** The pen of a version's verdicts on a machine. */
export const verdictPath = ({ id, equipment }: Pick<Verdicts, 'id' | 'equipment'>, side: number): string =>
  `${PREFIX}${id} ${side} ${equipment}`;

/** Tags as the station has them; verdicts as the backtest's versions say them of the same time, judged when they are looked at. */
export function verdictSource(verdicts: Verdicts): ChartDataSource {
  return {
    ...stationSource,
    async history(query, signal) {
      if (!query.path.startsWith(PREFIX)) return stationSource.history(query, signal);
      const { id, equipment, sides, textOf } = verdicts;
      const { from, to } = query;
      const spans = await trpcClient.backtests.spans.query({ id, equipment, from, to }, { signal });
      const side = sides.findIndex((_, index) => query.path === verdictPath(verdicts, index));
      return verdictWindow(spans.sides[side], (outcome) => {
        const said = sides[side]?.outcomes[outcome];
        return said === undefined ? '' : textOf(said);
      });
    },
  };
}

/** Beginnings of outcomes as samples of a text. */
function verdictWindow(
  { at, outcome }: BacktestSpans['sides'][number] = { at: [], outcome: [] },
  textOf: (outcome: number) => string,
): HistoryWindow {
  return {
    columns: {
      times: Float64Array.from(at),
      values: new Float64Array(at.length).fill(Number.NaN),
      qualities: new Uint16Array(at.length).fill(QUALITY.good),
      others: outcome.map(textOf),
    },
    gaps: [],
    thinned: false,
    beginsAt: null,
    unreadable: [],
  };
}
