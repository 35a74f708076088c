import { useTranslation } from 'react-i18next';
import type { MarkedJudgments } from '../../charts/judgments/use-marked-judgments.ts';
import { Button, Panel } from '../../ui/index.ts';
import { ReadoutTable, ReadoutTime } from './ReadoutTable.tsx';
import type { Readings } from '../../charts/readings.ts';
import { useTrends } from './trends-store.ts';

interface ReadoutPanelProps {
  readonly readings: Readings;
  readonly markers: MarkedJudgments;
  readonly onMarkers: () => void;
}

/** The list of pens below the charts, and how many judgments the charts mark. */
export function ReadoutPanel({ readings, markers, onMarkers }: ReadoutPanelProps) {
  const { t } = useTranslation('trends');
  const charts = useTrends((state) => state.view.charts);
  const first = charts.find(({ pens }) => pens.length > 0);
  const { markers: marked, cut, error } = markers;
  return (
    <Panel
      title={t('readout.title')}
      className="max-h-[32vh] shrink-0"
      bodyClassName="overflow-auto"
      aside={
        <>
          {first && <ReadoutTime readings={readings} chartId={first.id} />}
          {error ? <span role="alert">{t('markers.failed')}</span> : null}
          {cut && <span>{t('markers.cut')}</span>}
          <Button variant="quiet" disabled={marked.length === 0} onClick={onMarkers}>
            {t('markers.list', { count: marked.length })}
          </Button>
        </>
      }
    >
      {first ? <ReadoutTable readings={readings} /> : <p className="p-3 text-ink-2">{t('readout.empty')}</p>}
    </Panel>
  );
}
