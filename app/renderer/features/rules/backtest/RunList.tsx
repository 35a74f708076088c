import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Backtest } from '../../../../../shared/contract/backtest.ts';
import { formatPercent, spanLabel } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { queryClient, trpc, trpcClient, useIsLive } from '../../../lib/trpc/index.ts';
import { classNames, IconButton, Notice, Time, useFailed } from '../../../ui/index.ts';
import { versionText } from './words.ts';

interface ListProps {
  readonly items: readonly Backtest[];
  readonly shown: string | undefined;
  readonly onShow: (id: string) => void;
}

const DAY_MS = 86_400_000;

function Run({ item, isShown, onShow }: { item: Backtest; isShown: boolean; onShow: (id: string) => void }) {
  const { t } = useTranslation('rule-backtest');
  const language = useLanguage();
  const live = useIsLive();
  const failed = useFailed();
  const { id, request, period, state, progress, createdAt, by } = item;
  const forget = useMutation({
    mutationFn: () => trpcClient.backtests.remove.mutate({ id }),
    onSuccess: () => queryClient.invalidateQueries(trpc.backtests.pathFilter()),
    onError: failed((say) => say('rule-backtest:notForgotten')),
  });
  const span = Math.max(60_000, Date.parse(period.to) - Date.parse(period.from));
  const rounded = span > DAY_MS ? Math.round(span / DAY_MS) * DAY_MS : Math.round(span / 60_000) * 60_000;
  const versions = [request.version, ...(request.against === undefined ? [] : [request.against])]
    .map((version) => versionText(version, t))
    .join(' → ');
  return (
    <li className={classNames('flex items-center border-b border-line', isShown && 'bg-selected')}>
      <button
        type="button"
        aria-pressed={isShown}
        className="min-h-11 min-w-0 grow px-3 py-1 text-left hover:bg-selected"
        onClick={() => onShow(id)}
      >
        <span className="block truncate font-medium">
          {versions} · {spanLabel(rounded, language)}
        </span>
        <span className="block truncate text-sm text-ink-2">
          {state === 'running' ? formatPercent(progress.share, language) : t(`state.${state}`)} ·{' '}
          <Time at={createdAt} /> · {by}
        </span>
      </button>
      <IconButton
        icon="close"
        label={t('forget')}
        disabled={!live || forget.isPending}
        onClick={() => forget.mutate()}
      />
    </li>
  );
}

/** Backtests of the ruleset, newest first. */
export function RunList({ items, shown, onShow }: ListProps) {
  const { t } = useTranslation('rule-backtest');
  if (items.length === 0) return <Notice title={t('noRuns')} />;
  return (
    <ul>
      {items.map((item) => (
        <Run key={item.id} item={item} isShown={item.id === shown} onShow={onShow} />
      ))}
    </ul>
  );
}
