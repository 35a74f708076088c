import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Backtest } from '../../../../../shared/contract/backtest.ts';
import { formatNumber, formatPercent, formatSpan } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { queryClient, trpc, trpcClient, useIsLive } from '../../../lib/trpc/index.ts';
import { Button, RunningNotice, useFailed } from '../../../ui/index.ts';

/** From this share on the time left can be told. */
const KNOWN_SHARE = 0.02;

/** How far a backtest is, how fast, how long it will take, and the way to end it. */
export function RunProgress({ backtest: { id, state, progress } }: { backtest: Backtest }) {
  const { t } = useTranslation('rule-backtest');
  const language = useLanguage();
  const live = useIsLive();
  const failed = useFailed();
  const cancel = useMutation({
    mutationFn: () => trpcClient.backtests.cancel.mutate({ id }),
    onSuccess: () => queryClient.invalidateQueries(trpc.backtests.pathFilter()),
    onError: failed((say) => say('rule-backtest:notCancelled')),
  });
  const { share, rows, durationMs } = progress;
  const perSecond = durationMs > 0 ? (rows / durationMs) * 1_000 : 0;
  const leftMs = share > KNOWN_SHARE ? ((1 - share) * durationMs) / share : undefined;
  return (
    <RunningNotice
      title={t(state === 'waiting' ? 'progress.waiting' : 'progress.running')}
      label={t('progress.label')}
      share={share}
      action={
        <Button disabled={!live || cancel.isPending} onClick={() => cancel.mutate()}>
          {t('common:cancel')}
        </Button>
      }
    >
      {formatPercent(share, language)} · {t('progress.rows', { rows: formatNumber(rows, language, 9) })}
      {perSecond > 0 && <> · {t('progress.perSecond', { rows: formatNumber(perSecond, language, 2) })}</>}
      {leftMs !== undefined && <> · {t('progress.left', { span: formatSpan(leftMs, language) })}</>}
    </RunningNotice>
  );
}
