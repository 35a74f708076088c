import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { trpc, trpcClient, useIsLive } from '../../../lib/trpc/index.ts';
import { Button, Panel, Time, useToasts, useFailed } from '../../../ui/index.ts';
import { useDesk } from '../use-desk.ts';

/** Drafts that were discarded or replaced; any can be taken back, and what is there takes its place. */
export function AsideList() {
  const { t } = useTranslation('rule-versions');
  const { id, replace } = useDesk();
  const live = useIsLive();
  const show = useToasts((state) => state.show);
  const failed = useFailed();
  const items = useQuery(trpc.rules.desk.asides.queryOptions({ id })).data?.items ?? [];
  if (items.length === 0) return null;
  const takeBack = async (key: number) => {
    await replace(await trpcClient.rules.desk.aside.query({ id, key }));
    show({ tone: 'done', text: (say) => say('rule-versions:asideTaken') });
  };
  return (
    <Panel title={t('asides')} className="max-h-48 shrink-0" bodyClassName="overflow-auto">
      <ol>
        {items.map(({ key, at, by, why, baseVersion, savedAt }) => (
          <li key={key} className="flex items-center gap-3 border-b border-line px-3 py-(--cell-y)">
            <div className="min-w-0 grow">
              <Time at={at} full /> · {by} · {t(`why.${why}`)}
              <span className="block text-sm text-ink-2">
                {t('asideOf', { version: baseVersion ?? '–' })} <Time at={savedAt} />
              </span>
            </div>
            <Button
              variant="quiet"
              className="min-h-8"
              disabled={!live}
              onClick={() => void takeBack(key).catch(failed((say) => say('rules:notTakenBack')))}
            >
              {t('rules:takeBack')}
            </Button>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
