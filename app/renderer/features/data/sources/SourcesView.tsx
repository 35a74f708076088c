import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Source } from '../../../../../shared/contract/sources.ts';
import { trpc } from '../../../lib/trpc/index.ts';
import { ErrorNotice, LoadingNotice, Panel } from '../../../ui/index.ts';
import { ChangeList } from './ChangeList.tsx';
import { EdgeNodes } from './EdgeNodes.tsx';
import { SourceDetail } from './SourceDetail.tsx';
import { SourceTable } from './SourceTable.tsx';
import { AddSqlButton } from './sql/SqlPanel.tsx';

const REFETCH_MS = 2_000;

/** Where values come from: every source, and of the chosen one its limits, its test and who changed it. */
export default function SourcesView() {
  const { t } = useTranslation('sources');
  const [chosen, setChosen] = useState<string | null>(null);
  const list = useQuery(trpc.sources.list.queryOptions(undefined, { refetchInterval: REFETCH_MS }));
  if (list.isPending) return <LoadingNotice />;
  if (!list.data) return <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />;
  const { items } = list.data;
  const shown: Source | undefined = items.find(({ id }) => id === chosen) ?? items[0];
  return (
    <div className="flex flex-col gap-2">
      <Panel
        title={t('title')}
        aside={<AddSqlButton onAdded={setChosen} />}
        bodyClassName="overflow-auto max-h-[60vh]"
      >
        <SourceTable sources={items} chosen={shown?.id ?? null} onChoose={setChosen} />
      </Panel>
      {shown && (
        <div className="grid gap-2 lg:grid-cols-2">
          <SourceDetail key={shown.id} source={shown} />
          <ChangeList key={`changes ${shown.id}`} source={shown.id} />
        </div>
      )}
      {items.some(({ kind }) => kind === 'sparkplug') && <EdgeNodes />}
    </div>
  );
}
