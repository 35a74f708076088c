import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { trpc } from '../../../lib/trpc/index.ts';
import { ErrorNotice, LoadingNotice, Notice } from '../../../ui/index.ts';
import { FileDrop } from './FileDrop.tsx';
import { ImportDetail } from './ImportDetail.tsx';
import { ImportList } from './ImportList.tsx';

const REFETCH_MS = 3_000;
const BUSY_REFETCH_MS = 500;
const BUSY = new Set(['uploading', 'waiting', 'checking', 'adding', 'takingBack']);

/** Files of recorded values on their way into the history, and those before them. */
export default function ImportView() {
  const { t } = useTranslation('import');
  const [address, setAddress] = useSearchParams();
  const list = useQuery(
    trpc.imports.list.queryOptions(
      { limit: 100 },
      {
        refetchInterval: ({ state }) =>
          state.data?.items.some((job) => BUSY.has(job.state)) ? BUSY_REFETCH_MS : REFETCH_MS,
      },
    ),
  );
  if (list.isPending) return <LoadingNotice />;
  if (!list.data) return <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />;
  const { items } = list.data;
  const shown = items.find(({ id }) => id === address.get('id')) ?? items[0];
  const choose = (id: string) => setAddress({ id }, { replace: true });
  return (
    <div className="grid h-full grid-cols-[minmax(18rem,1fr)_minmax(0,3fr)] gap-2">
      <div className="flex min-h-0 flex-col gap-2">
        <FileDrop onSent={choose} />
        <ImportList items={items} shown={shown?.id} onChoose={choose} />
      </div>
      {shown ? (
        <ImportDetail key={shown.id} job={shown} />
      ) : (
        <Notice title={t('empty')}>{t('emptyHelp')}</Notice>
      )}
    </div>
  );
}
