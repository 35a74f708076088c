import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language } from '../../../../shared/contract/common.ts';
import type { CursorReading, PenReading } from '../../charts/types.ts';
import { serverNow } from '../../lib/clock/clock.ts';
import { formatDateTime, formatSpan } from '../../lib/format/format.ts';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { Table, Th } from '../../ui/index.ts';
import { penKey } from '../../charts/model/pen-key.ts';
import { useDrawnPens } from './drawn-pens.ts';
import { EarlierRow } from './EarlierRow.tsx';
import { ReadoutRow } from './ReadoutRow.tsx';
import { useReading, type Readings } from '../../charts/readings.ts';
import { useTrends } from './trends-store.ts';
import type { TrendChart } from './view-state.ts';

/** Every pen with its value at the time under the cursor, or now. Also the place to hide, move and remove pens. */
export function ReadoutTable({ readings }: { readings: Readings }) {
  const { t } = useTranslation('trends');
  const charts = useTrends((state) => state.view.charts);
  return (
    <Table>
      <caption className="sr-only">{t('readout.title')}</caption>
      <thead>
        <tr>
          <Th className="w-10">
            <span className="sr-only">{t('readout.color')}</span>
          </Th>
          <Th>{t('readout.pen')}</Th>
          <Th numeric>{t('readout.value')}</Th>
          <Th>{t('readout.unit')}</Th>
          <Th>{t('readout.quality')}</Th>
          <Th numeric>{t('readout.age')}</Th>
          <Th>{t('readout.axis')}</Th>
          <Th>
            <span className="sr-only">{t('readout.actions')}</span>
          </Th>
        </tr>
      </thead>
      {charts.map((chart) => (
        <ChartRows key={chart.id} chart={chart} readings={readings} several={charts.length > 1} />
      ))}
    </Table>
  );
}

function ChartRows({
  chart,
  readings,
  several,
}: {
  chart: TrendChart;
  readings: Readings;
  several: boolean;
}) {
  const { t } = useTranslation('trends');
  const reading = useReading(readings, chart.id);
  const pens = useDrawnPens(chart);
  const language = useLanguage();
  const readingOf = new Map(reading?.pens.map((pen) => [pen.key, pen]));
  return (
    <tbody>
      {several && chart.pens.length > 0 && (
        <tr>
          <th
            colSpan={8}
            scope="rowgroup"
            className="border-b border-line bg-sunken px-2 py-1 text-left text-sm font-medium text-ink-2"
          >
            {t('chart.name', { chart: chart.id })}
          </th>
        </tr>
      )}
      {chart.pens.map((pen) => {
        const [present, ...earlier] = pens.filter(({ path }) => path === pen.path);
        return (
          <Fragment key={pen.path}>
            <ReadoutRow
              chartId={chart.id}
              pen={pen}
              drawnOn={present?.axis ?? 'left'}
              unit={present?.unit ?? ''}
              isDiscrete={present?.isDiscrete ?? false}
              reading={readingOf.get(pen.path)}
              age={ageOf(readingOf.get(pen.path), reading, language)}
            />
            {earlier.map((shadow) => (
              <EarlierRow
                key={shadow.shiftMs}
                pen={shadow}
                reading={readingOf.get(penKey(shadow))}
                now={readingOf.get(pen.path)}
              />
            ))}
          </Fragment>
        );
      })}
    </tbody>
  );
}

function ageOf(pen: PenReading | undefined, reading: CursorReading | undefined, language: Language): string {
  return pen?.at === undefined || !reading ? '–' : formatSpan(reading.at - pen.at, language);
}

/** Readings come a few times a second; older than this they are not of now. */
const NOW_MS = 3_000;

function wordFor(reading: CursorReading): string {
  if (reading.cursor) return 'readout.atCursor';
  return serverNow() - reading.at > NOW_MS ? 'readout.atEnd' : 'readout.atNow';
}

/** The time the readout is for: under the cursor, now, or the end of an earlier window. */
export function ReadoutTime({ readings, chartId }: { readings: Readings; chartId: number }) {
  const { t } = useTranslation('trends');
  const reading = useReading(readings, chartId);
  if (!reading) return null;
  return (
    <span className="whitespace-nowrap">
      {t(wordFor(reading))}{' '}
      <time dateTime={new Date(reading.at).toISOString()} className="font-semibold text-ink">
        {formatDateTime(reading.at)}
      </time>
    </span>
  );
}
