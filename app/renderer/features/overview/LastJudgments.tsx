import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useHeld } from '../../lib/hooks/use-held.ts';
import { trpc } from '../../lib/trpc/index.ts';
import { ErrorNotice, LoadingNotice, Notice, Panel, Segmented } from '../../ui/index.ts';
import { JudgmentRows } from './JudgmentRows.tsx';

interface LastJudgmentsProps {
  readonly limit: number;
  /** Only this machine's, `site/area/line/equipment`. */
  readonly equipment?: string;
  readonly className?: string;
}

/** The newest judgments, standing still while someone points at them. */
export function LastJudgments({ limit, equipment, className }: LastJudgmentsProps) {
  const { t } = useTranslation('overview');
  const [show, setShow] = useState<'all' | 'abnormal'>('all');
  const list = useQuery(
    trpc.judgment.list.queryOptions(
      {
        limit,
        ...(equipment === undefined ? {} : { equipment }),
        ...(show === 'abnormal' ? { minSeverity: 'low' as const } : {}),
      },
      { placeholderData: (previous) => previous },
    ),
  );
  const {
    value: items,
    held,
    handlers,
  } = useHeld(list.data?.items, list.data !== undefined && list.data.items.length > 0);
  const more = new URLSearchParams({
    ...(equipment === undefined ? {} : { equipment }),
    ...(show === 'abnormal' ? { least: 'low' } : {}),
  });
  return (
    <Panel
      title={t('last.title')}
      {...(className ? { className } : {})}
      bodyClassName="overflow-auto"
      aside={
        <>
          {held && <span>{t('last.held')}</span>}
          <Segmented
            label={t('last.show')}
            value={show}
            onChange={setShow}
            choices={[
              { value: 'all', label: t('last.all') },
              { value: 'abnormal', label: t('last.abnormal') },
            ]}
          />
          <Link
            to={`/judgments?${more.toString()}`}
            className="inline-flex min-h-10 items-center underline underline-offset-2"
          >
            {t('last.more')}
          </Link>
        </>
      }
    >
      <div {...handlers} className="h-full">
        {items === undefined && list.isPending && <LoadingNotice />}
        {items === undefined && list.isError && (
          <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />
        )}
        {items?.length === 0 && <Notice title={t(show === 'all' ? 'last.none' : 'last.noneAbnormal')} />}
        {items !== undefined && items.length > 0 && (
          <JudgmentRows judgments={items} showMachine={equipment === undefined} />
        )}
      </div>
    </Panel>
  );
}
