import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { textOfReason } from '../../../../../shared/contract/reasons.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { queryClient, trpc, trpcClient, useIsLive } from '../../../lib/trpc/index.ts';
import { Button, ErrorNotice, LoadingNotice, Notice, Panel, useFailed } from '../../../ui/index.ts';
import { useDesk } from '../use-desk.ts';
import { AskForm } from './AskForm.tsx';
import { ResultView } from './ResultView.tsx';
import { RunList } from './RunList.tsx';
import { RunProgress } from './RunProgress.tsx';

/** While one runs; what it has come to is told by events too. */
const ASK_EVERY_MS = 500;

function Shown({ id }: { id: string }) {
  const { t } = useTranslation('rule-backtest');
  const language = useLanguage();
  const backtest = useQuery({
    ...trpc.backtests.get.queryOptions({ id }),
    refetchInterval: ({ state }) =>
      state.data?.state === 'running' || state.data?.state === 'waiting' ? ASK_EVERY_MS : false,
  });
  if (backtest.isPending) return <LoadingNotice />;
  if (backtest.error) return <ErrorNotice error={backtest.error} onRetry={() => void backtest.refetch()} />;
  const { state, problem } = backtest.data;
  if (state === 'done') return <ResultView key={id} backtest={backtest.data} />;
  return (
    <Panel title={t('result')} className="h-full">
      {state === 'cancelled' ? (
        <Notice title={t('state.cancelled')} action={<GoOn id={id} />}>
          {t('cancelledText')}
        </Notice>
      ) : state === 'failed' ? (
        <Notice mark="hold" title={t('state.failed')} action={<GoOn id={id} />}>
          {problem && (problem.reason ? textOfReason(problem.reason, language) : problem.message)}
        </Notice>
      ) : (
        <RunProgress backtest={backtest.data} />
      )}
    </Panel>
  );
}

/** Goes on with one that has ended early, where it was. */
function GoOn({ id }: { id: string }) {
  const { t } = useTranslation('rule-backtest');
  const live = useIsLive();
  const failed = useFailed();
  const goOn = useMutation({
    mutationFn: () => trpcClient.backtests.goOn.mutate({ id }),
    onSuccess: () => queryClient.invalidateQueries(trpc.backtests.pathFilter()),
    onError: failed((say) => say('rule-backtest:notStarted')),
  });
  return (
    <Button disabled={!live || goOn.isPending} onClick={() => goOn.mutate()}>
      {t('goOn')}
    </Button>
  );
}

/** Versions of a ruleset on what was stored: what is asked, what was asked before, what came out. */
export function BacktestView({ rulesetId, machines }: { rulesetId: string; machines: readonly string[] }) {
  const { t } = useTranslation('rule-backtest');
  const [search] = useSearchParams();
  const [chosen, setChosen] = useState(search.get('run') ?? undefined);
  const runs = useQuery(trpc.backtests.list.queryOptions({ rulesetId }));
  const items = runs.data?.items ?? [];
  const shown = chosen !== undefined && items.some(({ id }) => id === chosen) ? chosen : items[0]?.id;
  const started = (id: string) => {
    setChosen(id);
    void runs.refetch();
  };
  return (
    <div className="grid h-full min-h-140 grid-cols-[22rem_minmax(0,1fr)] gap-2">
      <div className="flex min-h-0 flex-col gap-2">
        <Panel title={t('ask')} className="shrink-0">
          <AskForm rulesetId={rulesetId} machines={machines} onStarted={({ id }) => started(id)} />
        </Panel>
        <Panel title={t('runs')} className="min-h-40 grow" bodyClassName="overflow-auto">
          {runs.isPending ? (
            <LoadingNotice />
          ) : runs.error ? (
            <ErrorNotice error={runs.error} onRetry={() => void runs.refetch()} />
          ) : (
            <RunList items={items} shown={shown} onShow={setChosen} />
          )}
        </Panel>
      </div>
      <div className="min-h-0 min-w-0 overflow-auto">
        {shown === undefined ? (
          <Panel title={t('result')} className="h-full">
            <Notice title={t('nothingYet')}>{t('nothingYetText')}</Notice>
          </Panel>
        ) : (
          <Shown id={shown} />
        )}
      </div>
    </div>
  );
}

export default function BacktestTab() {
  const { id, line } = useDesk();
  return <BacktestView rulesetId={id} machines={line?.boundEquipment ?? []} />;
}
