import { analyseTable, type TableAnalysis } from '../../../../../shared/decision-table/analyse.ts';
import { readTable, type TableContext } from '../../../../../shared/decision-table/model.ts';
import type { DecisionTable } from '../../../../../shared/contract/decision-table.ts';

export interface ToAnalyse {
  readonly table: DecisionTable;
  readonly context: TableContext;
}
export interface Analysed {
  readonly analysis: TableAnalysis | null;
}

// A large table takes some seconds, in which the page goes on.
globalThis.onmessage = ({ data }: MessageEvent<ToAnalyse>) => {
  const read = readTable(data.table, data.context);
  const analysed: Analysed = { analysis: read.ok ? analyseTable(read.model) : null };
  globalThis.postMessage(analysed);
};
