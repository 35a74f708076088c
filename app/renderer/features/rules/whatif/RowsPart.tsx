import { useTranslation } from 'react-i18next';
import type { WhatIfSession } from '../../../../../shared/contract/whatif.ts';
import {
  formatBytes,
  formatDateTime,
  formatLatency,
  formatNumber,
  formatPercent,
} from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { errorCodeOf, errorReasonIn } from '../../../lib/trpc/index.ts';
import { Button, ErrorNotice, IconButton, Notice, Panel, RunningNotice } from '../../../ui/index.ts';
import type { Rows } from './use-rows.ts';

/** How far the rows are read, or why there are none. */
export function RowsState({ rows }: { rows: Rows }) {
  const { t } = useTranslation('rule-whatif');
  const language = useLanguage();
  const { session, error } = rows;
  const again = (
    <Button icon="refresh" onClick={rows.reload}>
      {t('load')}
    </Button>
  );
  if (rows.isCancelled) return <Notice title={t('cancelled')} action={again} />;
  if (rows.isGone)
    return (
      <Notice title={t('gone')} action={again}>
        {t('goneText')}
      </Notice>
    );
  if (errorCodeOf(error) === 'VALIDATION_FAILED')
    return (
      <Notice title={t('notBound')} action={again}>
        <p>{errorReasonIn(error, language)}</p>
        <p>{t('notBoundText')}</p>
      </Notice>
    );
  if (error !== null) return <ErrorNotice error={error} onRetry={rows.reload} />;
  if (session?.state === 'failed') return <Notice mark="hold" title={t('failed')} action={again} />;
  const share = session?.share ?? 0;
  return (
    <RunningNotice
      title={t('loading')}
      label={t('loadingShare')}
      share={share}
      action={<Button onClick={rows.cancel}>{t('common:cancel')}</Button>}
    >
      {formatPercent(share, language)} ·{' '}
      {t('rows', { count: session?.rows ?? 0, rows: formatNumber(session?.rows ?? 0, language, 9) })}
    </RunningNotice>
  );
}

/** What is held: period, rows, memory. */
export function RowsFacts({ session, onReload }: { session: WhatIfSession; onReload: () => void }) {
  const { t } = useTranslation('rule-whatif');
  const language = useLanguage();
  const { period, rows, everyNth, kept, bytes, loadMs } = session;
  const number = (value: number) => formatNumber(value, language, 9);
  return (
    <div className="flex items-start gap-2 border-t border-line px-3 py-2 text-sm text-ink-2">
      <div className="min-w-0 grow">
        <p>
          {formatDateTime(period.from)} – {formatDateTime(period.to)}
        </p>
        <p>
          {t('facts', {
            count: rows,
            rows: number(rows),
            bytes: formatBytes(bytes, language),
            time: formatLatency(loadMs, language),
          })}
        </p>
        {everyNth > 1 && (
          <p role="note" className="font-semibold text-ink">
            {t('thinned', {
              count: everyNth,
              kept: number(kept),
              budget: formatBytes(session.budgetBytes, language),
            })}
          </p>
        )}
      </div>
      <IconButton icon="refresh" label={t('reload')} onClick={onReload} />
    </div>
  );
}

/** A ruleset for which there is nothing to be asked. */
export function NothingToAsk({ title, text }: { title: string; text: string }) {
  const { t } = useTranslation('rule-whatif');
  return (
    <Panel title={t('verdicts')} className="h-full">
      <Notice title={title}>{text}</Notice>
    </Panel>
  );
}
