import { useTranslation } from 'react-i18next';
import type { Gap } from '../../../../../shared/decision-table/analyse.ts';
import type { TableModel } from '../../../../../shared/decision-table/model.ts';
import { gapText, witnessText } from '../../../../../shared/decision-table/told.ts';
import { Button, StateMark } from '../../../ui/index.ts';
import type { AnalysisRun } from './use-table-analysis.ts';

interface FindingsPanelProps {
  readonly model: TableModel | null;
  readonly faultCount: number;
  readonly run: AnalysisRun;
  readonly onRow: (row: number) => void;
  readonly onClose: (gap: Gap) => void;
  readonly onTry: (witness: Gap['witness']) => void;
}

const ITEM = 'flex flex-wrap items-center gap-x-1 border-t border-line px-2 py-1';

function Summary({ model, faultCount, run: { analysis, isRunning } }: FindingsPanelProps) {
  const { t } = useTranslation('rule-table');
  if (model === null) return t('faults', { count: faultCount });
  if (isRunning) return t('looking');
  if (analysis === null) return t('notLooked');
  const { gaps, gapsAreAll, overlapCount, masked, maskedAreAll, complete } = analysis;
  if (!complete) return t('tooLarge');
  const parts = [
    ...(gaps.length > 0 ? [t(gapsAreAll ? 'gapCount' : 'gapCountMore', { count: gaps.length })] : []),
    ...(overlapCount > 0 ? [t('overlapCount', { count: overlapCount })] : []),
    ...(masked.length > 0
      ? [t(maskedAreAll ? 'maskedCount' : 'maskedCountMore', { count: masked.length })]
      : []),
    // None was found so far.
    ...(!maskedAreAll && masked.length === 0 ? [t('maskedUnknown')] : []),
  ];
  return parts.length === 0 ? t('nothingFound') : parts.join(' · ');
}

/** Gaps, rows that hold together though they must not, and rows that never count; each with inputs that show it. */
export function FindingsPanel(props: FindingsPanelProps) {
  const { t } = useTranslation('rule-table');
  const { model, run, onRow, onClose, onTry } = props;
  const { analysis } = run;
  const hasError = model === null || (analysis?.overlapCount ?? 0) > 0;
  const isOpen =
    analysis !== null &&
    (analysis.gaps.length > 0 || analysis.masked.length > 0 || !analysis.maskedAreAll || !analysis.complete);
  return (
    <section
      aria-label={t('findings')}
      className="flex max-h-48 shrink-0 flex-col border border-line bg-panel xl:max-h-none xl:w-96"
    >
      <p role="status" className="flex min-h-9 items-center gap-2 bg-sunken px-2 text-sm font-medium">
        <StateMark kind={hasError ? 'high' : isOpen ? 'low' : 'normal'} size={14} />
        <Summary {...props} />
      </p>
      {model !== null && analysis !== null && (
        <ol className="overflow-auto">
          {analysis.overlaps.map(({ rows, witness }) => (
            <li key={`overlap ${rows.join(' ')}`} className={ITEM}>
              <StateMark kind="high" size={14} label />
              <span className="min-w-0 basis-60 grow">
                {t(model.table.hitPolicy === 'any' ? 'disagree' : 'overlap', {
                  rows: rows.map((row) => row + 1).join(', '),
                })}{' '}
                <code className="font-mono text-sm">{witnessText(model, witness)}</code>
              </span>
              <Button variant="quiet" className="min-h-8! px-2" onClick={() => onTry(witness)}>
                {t('tryIt')}
              </Button>
              {rows.map((row) => (
                <Button key={row} variant="quiet" className="min-h-8! px-2" onClick={() => onRow(row)}>
                  {t('toRow', { row: row + 1 })}
                </Button>
              ))}
            </li>
          ))}
          {analysis.gaps.map((gap) => (
            <li key={`gap ${gap.cells.join('|')}`} className={ITEM}>
              <StateMark kind="low" size={14} label />
              <span className="min-w-0 basis-60 grow">
                {t('gap')} <code className="font-mono text-sm">{gapText(model, gap.cells)}</code>
                <span className="text-ink-2">
                  {' '}
                  {t('forExample')}{' '}
                  <code className="font-mono text-sm">{witnessText(model, gap.witness)}</code>
                </span>
              </span>
              <Button variant="quiet" className="min-h-8! px-2" onClick={() => onTry(gap.witness)}>
                {t('tryIt')}
              </Button>
              <Button className="min-h-8! px-2" onClick={() => onClose(gap)}>
                {t('closeGap')}
              </Button>
            </li>
          ))}
          {analysis.masked.map((row) => (
            <li key={`masked ${row}`} className={ITEM}>
              <StateMark kind="low" size={14} label />
              <span className="min-w-0 basis-60 grow">{t('masked', { row: row + 1 })}</span>
              <Button variant="quiet" className="min-h-8! px-2" onClick={() => onRow(row)}>
                {t('toRow', { row: row + 1 })}
              </Button>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
