import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MarkedJudgments } from '../../charts/judgments/use-marked-judgments.ts';
import { Button, Panel, Segmented } from '../../ui/index.ts';
import { StatisticsTable } from './StatisticsTable.tsx';
import { ReadoutTable, ReadoutTime } from './ReadoutTable.tsx';
import type { Readings } from '../../charts/readings.ts';
import { useTrends } from './trends-store.ts';

interface ReadoutPanelProps {
  readonly readings: Readings;
  readonly markers: MarkedJudgments;
  readonly onMarkers: () => void;
  /** Annotations of the shown time. */
  readonly notes: number;
  readonly onNotes: () => void;
}

/** Pens below the charts, by value or by the figures of the window, and how many judgments and annotations are shown. */
export function ReadoutPanel({ readings, markers, onMarkers, notes, onNotes }: ReadoutPanelProps) {
  const { t } = useTranslation('trends');
  const charts = useTrends((state) => state.view.charts);
  const first = charts.find(({ pens }) => pens.length > 0);
  const { markers: marked, cut, error } = markers;
  const [shown, setShown] = useState<'values' | 'statistics' | 'none'>('values');
  return (
    <Panel
      title={t('readout.title')}
      className="max-h-[32vh] shrink-0"
      bodyClassName="overflow-auto"
      aside={
        <>
          {first && shown !== 'statistics' && <ReadoutTime readings={readings} chartId={first.id} />}
          {error ? <span role="alert">{t('markers.failed')}</span> : null}
          {cut && <span className="truncate">{t('markers.cut')}</span>}
          <Button variant="quiet" disabled={marked.length === 0} onClick={onMarkers}>
            {t('markers.list', { count: marked.length })}
          </Button>
          <Button variant="quiet" onClick={onNotes}>
            {t('notes.list', { count: notes })}
          </Button>
          <div className="shrink-0">
            <Segmented
              label={t('statistics.choose')}
              value={shown}
              onChange={setShown}
              choices={[
                { value: 'values', label: t('statistics.values') },
                { value: 'statistics', label: t('statistics.title') },
                { value: 'none', label: t('statistics.none') },
              ]}
            />
          </div>
        </>
      }
    >
      {shown === 'none' ? null : !first ? (
        <p className="p-3 text-ink-2">{t('readout.empty')}</p>
      ) : shown === 'values' ? (
        <ReadoutTable readings={readings} />
      ) : (
        <StatisticsTable />
      )}
    </Panel>
  );
}
