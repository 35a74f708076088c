import { useTranslation } from 'react-i18next';
import type { BacktestOutcome, BacktestResult } from '../../../../../shared/contract/backtest.ts';
import { formatNumber, formatSpan } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { classNames, StateMark, Table, Td, Th } from '../../../ui/index.ts';
import { occurring } from './figures.ts';
import { isSame, markOf, versionText } from './words.ts';

/** Which change is listed: from an outcome of one version to one of the other, by index. */
export interface Cell {
  readonly a: number;
  readonly b: number;
}

interface MatrixProps {
  readonly result: BacktestResult;
  readonly cell: Cell | null;
  readonly onCell: (cell: Cell | null) => void;
}

function Verdict({ outcome }: { outcome: BacktestOutcome | undefined }) {
  const { t } = useTranslation('rule-backtest');
  if (outcome === undefined) return null;
  return (
    <span className="flex items-center gap-2">
      <StateMark kind={markOf(outcome)} severity={outcome.severity} />
      <span className="text-left">
        {outcome.verdict}
        {outcome.holdCause !== undefined && (
          <span className="block max-w-32 text-sm leading-tight font-normal whitespace-normal">
            {t(`common:holdCause.${outcome.holdCause}`)}
          </span>
        )}
      </span>
    </span>
  );
}

/** What one version says against what the other says of the same rows; a cell chooses the changes that are listed. */
export function Matrix({ result, cell, onCell }: MatrixProps) {
  const { t } = useTranslation('rule-backtest');
  const language = useLanguage();
  const [first, second] = result.sides;
  if (first === undefined || second === undefined) return null;
  const [rows, columns] = [occurring(first, result, 'a'), occurring(second, result, 'b')];
  const cellOf = (a: number, b: number) => result.matrix.find((each) => each.a === a && each.b === b);
  return (
    <Table aria-label={t('matrix')}>
      <thead>
        <tr>
          <Th>
            {versionText(first.version, t)} ↓ · {versionText(second.version, t)} →
          </Th>
          {columns.map((b) => (
            <Th key={b} numeric>
              <span className="inline-flex">
                <Verdict outcome={second.outcomes[b]} />
              </span>
            </Th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((a) => (
          <tr key={a}>
            <th scope="row" className="border-b border-line px-2 py-(--cell-y) text-left font-medium">
              <Verdict outcome={first.outcomes[a]} />
            </th>
            {columns.map((b) => {
              const found = cellOf(a, b);
              const same = isSame(first.outcomes[a], second.outcomes[b]);
              const isChosen = cell?.a === a && cell.b === b;
              return (
                <Td key={b} numeric middle>
                  {found === undefined ? (
                    <span className="px-2 text-ink-3">–</span>
                  ) : same ? (
                    <span className="px-2">{formatNumber(found.rows, language, 9)}</span>
                  ) : (
                    <button
                      type="button"
                      aria-pressed={isChosen}
                      title={formatSpan(found.durationMs, language)}
                      className={classNames(
                        'min-h-8 rounded-sm border border-line-strong px-2 font-semibold hover:bg-selected',
                        isChosen && 'border-ink bg-selected',
                      )}
                      onClick={() => onCell(isChosen ? null : { a, b })}
                    >
                      {formatNumber(found.rows, language, 9)}
                    </button>
                  )}
                </Td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
