import { useEffect, useState } from 'react';
import type { TableAnalysis } from '../../../../../shared/decision-table/analyse.ts';
import type { TableModel } from '../../../../../shared/decision-table/model.ts';
import type { Analysed, ToAnalyse } from './analysis.worker.ts';

export interface AnalysisRun {
  /** Of the model that is on screen; null before it is there. */
  readonly analysis: TableAnalysis | null;
  readonly isRunning: boolean;
}

const PAUSE_MS = 60;

/** Looks for gaps, overlaps and rows that never count whenever a table has changed; one that is looked at no longer is given up. */
export function useTableAnalysis(model: TableModel | null): AnalysisRun {
  const [found, setFound] = useState<{ model: TableModel; analysis: TableAnalysis | null } | null>(null);
  useEffect(() => {
    if (model === null) return;
    let worker: Worker | undefined;
    const timer = setTimeout(() => {
      worker = new Worker(new URL('./analysis.worker.ts', import.meta.url), {
        type: 'module',
        name: 'table',
      });
      worker.onmessage = ({ data }: MessageEvent<Analysed>) => setFound({ model, analysis: data.analysis });
      worker.onerror = () => setFound({ model, analysis: null });
      const { inputs, parameters, verdicts } = model.context;
      const asked: ToAnalyse = { table: model.table, context: { inputs, parameters, verdicts } };
      worker.postMessage(asked);
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      worker?.terminate();
    };
  }, [model]);
  const isCurrent = found !== null && found.model === model;
  return { analysis: isCurrent ? found.analysis : null, isRunning: model !== null && !isCurrent };
}
