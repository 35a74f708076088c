import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WhatIfCounts, WhatIfSession } from '../../../../../shared/contract/whatif.ts';
import { formatLatency, formatNumber, formatPercent } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { Button, ErrorNotice, LoadingNotice, Panel, Segmented } from '../../../ui/index.ts';
import { ChangeTable } from './ChangeTable.tsx';
import { DaysTable, MachinesTable } from './PlacesPart.tsx';
import { TruthPart } from './TruthPart.tsx';
import type { Counts } from './use-counts.ts';
import { VerdictBars } from './VerdictBars.tsx';

type Detail = 'changes' | 'machines' | 'days' | 'feedback';

/** What the figures are of: all rows, or a sample that is being, or could be, followed by the rest. */
function Extent({
  counts,
  session,
  onAll,
}: {
  counts: WhatIfCounts;
  session: WhatIfSession;
  onAll: () => void;
}) {
  const { t } = useTranslation('rule-whatif');
  const language = useLanguage();
  const figures = {
    judged: formatNumber(counts.judged, language, 9),
    rows: formatNumber(counts.rows, language, 9),
    time: formatLatency(counts.tookMs, language),
  };
  if (counts.isExact) return <span>{t('exact', { ...figures, count: counts.rows })}</span>;
  if (counts.isWhole) return <span>{t('estimate', figures)}</span>;
  if (counts.path.kind === 'interpreter' && session.judging === null)
    return (
      <>
        <span>{t('estimate', figures)}</span>
        <Button variant="quiet" className="min-h-8" onClick={onAll}>
          {t('judgeAll')}
        </Button>
      </>
    );
  return (
    <span>
      {t('estimate', figures)}
      {session.judging !== null &&
        ` · ${t('judgingAll', { share: formatPercent(session.judging, language) })}`}
    </span>
  );
}

function DetailOf({
  shown,
  counts,
  session,
}: {
  shown: Detail;
  counts: WhatIfCounts;
  session: WhatIfSession;
}) {
  if (shown === 'changes') return <ChangeTable counts={counts} />;
  if (shown === 'machines') return <MachinesTable counts={counts} machines={session.machines} />;
  if (shown === 'days') return <DaysTable counts={counts} />;
  return <TruthPart truth={counts.truth} />;
}

/** Verdict counts that follow the sliders, and what changes against the base. */
export function CountsView({
  session,
  counts: { counts, error, judgeAll },
}: {
  readonly session: WhatIfSession;
  readonly counts: Counts;
}) {
  const { t } = useTranslation('rule-whatif');
  const language = useLanguage();
  const [shown, setShown] = useState<Detail>('changes');
  if (error !== null)
    return (
      <Panel title={t('verdicts')} className="h-full">
        <ErrorNotice error={error} />
      </Panel>
    );
  if (counts === null)
    return (
      <Panel title={t('verdicts')} className="h-full">
        <LoadingNotice />
      </Panel>
    );
  const { path, changed, rows } = counts;
  const choices = (['changes', 'machines', 'days', 'feedback'] as const).map((value) => ({
    value,
    label: t(`details.${value}`),
  }));
  return (
    <div className="flex h-full min-h-0 flex-col gap-2">
      <Panel
        title={t('verdicts')}
        className="shrink-0"
        bodyClassName="overflow-auto"
        aside={<Extent counts={counts} session={session} onAll={judgeAll} />}
      >
        {path.kind === 'interpreter' && (
          <p role="note" className="border-b border-line bg-raised px-3 py-2 text-sm">
            {t('interpreted', { why: path.message })}
            {path.line > 0 && ` (${t('lineOnly', { line: path.line })})`}
          </p>
        )}
        <VerdictBars counts={counts} />
        <p className="px-3 py-2" data-changed={changed}>
          {changed === 0
            ? t('nothingChanges')
            : t('changedRows', {
                count: changed,
                changed: formatNumber(changed, language, 9),
                share: formatNumber((100 * changed) / Math.max(rows, 1), language, 3),
              })}
        </p>
      </Panel>
      <Panel
        title={t('against')}
        className="min-h-40 grow"
        bodyClassName="overflow-auto"
        aside={<Segmented label={t('against')} value={shown} onChange={setShown} choices={choices} />}
      >
        <DetailOf shown={shown} counts={counts} session={session} />
      </Panel>
    </div>
  );
}
