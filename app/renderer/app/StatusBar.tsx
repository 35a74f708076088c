import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useNow } from '../lib/clock/clock.ts';
import { formatDateTime } from '../lib/format/format.ts';
import { freshnessOf, worstSeverity } from '../lib/status/freshness.ts';
import { useConnection } from '../lib/trpc/index.ts';
import { Age, StateMark, type MarkKind } from '../ui/index.ts';
import { useHealth, useOverview } from './use-station.ts';

function Item({ name, mark, children }: { name: string; mark: MarkKind; children: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <StateMark kind={mark} size={14} />
      <span className="text-ink-2">{name}</span>
      <span className="font-medium">{children}</span>
    </span>
  );
}

function newest(times: readonly (string | null)[]): number | null {
  const known = times.flatMap((time) => (time === null ? [] : [Date.parse(time)]));
  return known.length === 0 ? null : Math.max(...known);
}

/** Always in sight: is the server there, the broker, data, judgments; each by shape and word. */
export function StatusBar() {
  const { t } = useTranslation('app');
  const now = useNow();
  const phase = useConnection((state) => state.phase);
  const health = useHealth().data;
  const equipment = useOverview().data?.equipment ?? [];
  const live = phase === 'live';
  // How old a file's values are says nothing of the data that is to come.
  const expected = equipment.filter((entry) => !entry.isRecorded);
  const isRecorded = expected.length === 0;
  const dataAt = newest((isRecorded ? equipment : expected).map((entry) => entry.lastDataAt));
  const judgedAt = newest(equipment.flatMap((entry) => entry.judgments.map((judgment) => judgment.at)));
  const abnormal = equipment.filter((entry) => entry.severity !== null && entry.severity !== 'normal');
  const worst = worstSeverity(abnormal.map(({ severity }) => severity));
  const dataFresh =
    dataAt === null ? 'nodata' : freshnessOf({ lastDataAt: new Date(dataAt).toISOString(), isRecorded }, now);
  const ofData = dataFresh === 'fresh' || dataFresh === 'recorded' ? 'normal' : dataFresh;
  const unknown: MarkKind = live ? 'normal' : 'away';
  const broker = health?.broker.state;
  return (
    <footer
      aria-label={t('bar.label')}
      className="flex min-h-8 shrink-0 flex-wrap items-center gap-x-6 border-t border-line-strong bg-sunken px-3 text-sm"
    >
      <Link
        to="/health"
        className="inline-flex min-h-8 flex-wrap items-center gap-x-6 no-underline hover:underline"
      >
        <Item name={t('bar.server')} mark={unknown}>
          {t(`phase.${phase}`)}
        </Item>
        <Item name={t('bar.broker')} mark={live && broker !== 'connected' ? 'nodata' : unknown}>
          {live && broker ? t(`brokerState.${broker}`) : '–'}
        </Item>
        <Item name={t('bar.data')} mark={live ? ofData : 'away'}>
          <Age at={dataAt} ago />
        </Item>
        <Item name={t('bar.judgment')} mark={live && judgedAt === null ? 'unjudged' : unknown}>
          <Age at={judgedAt} ago />
        </Item>
        <Item name={t('bar.machines')} mark={live ? (worst ?? 'normal') : 'away'}>
          {abnormal.length} / {equipment.length}
        </Item>
      </Link>
      <span className="ml-auto whitespace-nowrap" title={new Date(now).toISOString()}>
        <span className="text-ink-2">{t('bar.clock')}</span> {formatDateTime(now)}
      </span>
    </footer>
  );
}
