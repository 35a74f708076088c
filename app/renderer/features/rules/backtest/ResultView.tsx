import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Backtest } from '../../../../../shared/contract/backtest.ts';
import { formatDateTime, formatLatency, formatNumber, splitEquipment } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { Button, IconButton, Panel, Segmented, useToasts } from '../../../ui/index.ts';
import { ChangeList } from './ChangeList.tsx';
import { DayTable } from './DayTable.tsx';
import { Matrix, type Cell } from './Matrix.tsx';
import { OutcomeTable } from './OutcomeTable.tsx';
import { TruthTable } from './TruthTable.tsx';
import { versionText } from './words.ts';

const FOLDED = 6;

function Hash({ hash }: { hash: string }) {
  const { t } = useTranslation('rule-backtest');
  const show = useToasts((state) => state.show);
  const copy = async () => {
    await navigator.clipboard.writeText(hash);
    show({ tone: 'done', text: (say) => say('common:copied') });
  };
  return (
    <span className="flex min-w-0 items-center gap-1" title={t('hashHelp')}>
      {t('hash')}
      <code className="truncate font-mono">{hash.slice(0, 16)}…</code>
      <IconButton icon="copy" label={t('copyHash')} className="-my-2" onClick={() => void copy()} />
    </span>
  );
}

/** What has changed in the history since, so that the same backtest would come to something else. */
function Changed({ tags }: { tags: readonly string[] }) {
  const { t } = useTranslation('rule-backtest');
  return (
    <p role="status" className="border-2 border-ink bg-raised px-3 py-2">
      <strong>{t('changedData')}</strong>{' '}
      {tags
        .slice(0, FOLDED)
        .map((path) => path.split('/').slice(-2).join(' › '))
        .join(', ')}
      {tags.length > FOLDED && ' …'}
    </p>
  );
}

/** What came out of a backtest: figures, matrix, changes with their trends. */
export function ResultView({ backtest }: { backtest: Backtest }) {
  const { t } = useTranslation('rule-backtest');
  const language = useLanguage();
  const [cell, setCell] = useState<Cell | null>(null);
  const [of, setOf] = useState<{ equipment: string; day: string } | null>(null);
  const [shown, setShown] = useState<'changes' | 'days'>('changes');
  const { result, period, progress, changedTags } = backtest;
  if (result === undefined) return null;
  const [first, second] = result.sides;
  const list = second === undefined ? 'days' : shown;
  return (
    <div className="flex h-full min-h-0 flex-col gap-2">
      {changedTags !== undefined && <Changed tags={changedTags} />}
      <p className="flex flex-wrap items-center gap-x-4 px-1 text-sm text-ink-2">
        <span>
          {formatDateTime(period.from)} – {formatDateTime(period.to)}
        </span>
        <span>
          {t('judged', {
            rows: formatNumber(result.rows, language, 9),
            machines: result.machines.length,
            time: formatLatency(progress.durationMs, language),
          })}
        </span>
        <Hash hash={result.hash} />
      </p>
      <div className="grid shrink-0 grid-cols-[minmax(0,3fr)_minmax(20rem,2fr)] gap-2">
        <Panel
          title={second === undefined ? t('verdicts') : t('matrix')}
          bodyClassName="overflow-auto max-h-[26vh]"
          aside={second !== undefined && t('matrixHint')}
        >
          {second === undefined ? (
            first && <OutcomeTable side={first} />
          ) : (
            <Matrix
              result={result}
              cell={cell}
              onCell={(next) => {
                setCell(next);
                setShown('changes');
              }}
            />
          )}
        </Panel>
        <Panel title={t('feedback')} bodyClassName="overflow-auto max-h-[26vh]">
          <TruthTable backtest={backtest} />
        </Panel>
      </div>
      <Panel
        title={list === 'changes' ? t('changes') : t('byDay')}
        className="min-h-72 grow"
        bodyClassName="min-h-0 overflow-auto"
        aside={
          second !== undefined && (
            <>
              {list === 'changes' && (cell !== null || of !== null) && (
                <Button
                  variant="quiet"
                  className="min-h-8"
                  onClick={() => {
                    setCell(null);
                    setOf(null);
                  }}
                >
                  {of === null
                    ? t('allChanges')
                    : t('allChangesOf', { day: of.day, machine: splitEquipment(of.equipment).equipment })}
                </Button>
              )}
              <Segmented
                label={t('shown')}
                value={shown}
                onChange={setShown}
                choices={[
                  { value: 'changes', label: t('changes') },
                  { value: 'days', label: t('byDay') },
                ]}
              />
            </>
          )
        }
      >
        {list === 'changes' ? (
          <ChangeList key={JSON.stringify([backtest.id, cell, of])} backtest={backtest} cell={cell} of={of} />
        ) : (
          <DayTable
            backtest={backtest}
            onDay={(next) => {
              setOf(next);
              setShown('changes');
            }}
          />
        )}
      </Panel>
      <p className="sr-only">{result.sides.map(({ version }) => versionText(version, t)).join(', ')}</p>
    </div>
  );
}
