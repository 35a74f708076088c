import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useTitle } from '../../lib/hooks/use-title.ts';
import { trpc } from '../../lib/trpc/index.ts';
import { ErrorNotice, LoadingNotice, Panel } from '../../ui/index.ts';
import { CounterStrip } from './CounterStrip.tsx';
import { PartsTable } from './PartsTable.tsx';
import { StationFacts } from './StationFacts.tsx';
import { TopicsTable } from './TopicsTable.tsx';

const REFETCH_MS = 2_000;

/** How the station itself is, part by part, and what to do where one is not well. */
export default function HealthPage() {
  const { t } = useTranslation('health');
  useTitle(t('title'));
  const health = useQuery(trpc.health.get.queryOptions(undefined, { refetchInterval: REFETCH_MS }));
  if (health.isPending) return <LoadingNotice />;
  if (!health.data) return <ErrorNotice error={health.error} onRetry={() => void health.refetch()} />;
  return (
    <div className="flex h-full min-h-160 flex-col gap-2 p-2">
      <h1 className="sr-only">{t('title')}</h1>
      <div className="grid shrink-0 grid-cols-1 gap-2 lg:grid-cols-[minmax(0,5fr)_minmax(0,2fr)]">
        <PartsTable parts={health.data.parts} />
        <div className="flex min-h-0 flex-col gap-2">
          <StationFacts health={health.data} />
          <CounterStrip health={health.data} />
        </div>
      </div>
      <Panel
        title={t('data.topics')}
        className="min-h-60 grow"
        aside={
          <Link to="/data/unreadable" className="underline">
            {t('data.unreadable', { count: health.data.counters.unreadable })}
          </Link>
        }
      >
        <TopicsTable />
      </Panel>
    </div>
  );
}
