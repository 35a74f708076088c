import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useTitle } from '../../lib/hooks/use-title.ts';
import { OVERVIEW_JUDGMENTS, trpc } from '../../lib/trpc/index.ts';
import { ErrorNotice, LoadingNotice, Notice } from '../../ui/index.ts';
import { LastJudgments } from './LastJudgments.tsx';
import { MachineMatrix } from './MachineMatrix.tsx';

const REFETCH_MS = 2_000;

/** Level 1: all machines against all rules, and what was judged last. */
export default function OverviewPage() {
  const { t } = useTranslation('overview');
  useTitle(t('title'));
  const overview = useQuery(trpc.judgment.overview.queryOptions(undefined, { refetchInterval: REFETCH_MS }));
  if (overview.isPending) return <LoadingNotice />;
  if (!overview.data) return <ErrorNotice error={overview.error} onRetry={() => void overview.refetch()} />;
  return (
    <div className="flex h-full min-h-120 flex-col gap-2 p-2">
      <h1 className="sr-only">{t('title')}</h1>
      {overview.data.equipment.length === 0 ? (
        <div className="border border-line bg-panel">
          <Notice mark="nodata" title={t('empty.title')}>
            {t('empty.text')}
          </Notice>
        </div>
      ) : (
        <MachineMatrix equipment={overview.data.equipment} />
      )}
      <LastJudgments className="min-h-44 grow basis-44" limit={OVERVIEW_JUDGMENTS} />
    </div>
  );
}
