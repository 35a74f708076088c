import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { textOfFinding } from '../../../../../shared/contract/finding-texts.ts';
import type { CheckedFinding } from '../../../../../shared/contract/ruleset-check.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { classNames, StateMark, Table, Td, Th } from '../../../ui/index.ts';

interface FindingTableProps {
  readonly rows: readonly CheckedFinding[];
  readonly chosen: CheckedFinding | undefined;
  readonly onChoose: (finding: CheckedFinding) => void;
}

const MARKS = { error: 'high', warning: 'low', info: 'normal' } as const;

/** A row a finding; arrows go from one to the next. */
export function FindingTable({ rows, chosen, onChoose }: FindingTableProps) {
  const { t } = useTranslation('rule-checks');
  const language = useLanguage();
  const onKeyDown = (event: KeyboardEvent<HTMLTableRowElement>) => {
    const row = event.currentTarget;
    const all = [...(row.parentElement?.children ?? [])] as HTMLElement[];
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -all.length, End: all.length }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    all[Math.min(all.length - 1, Math.max(0, all.indexOf(row) + step))]?.focus();
  };
  return (
    <Table aria-label={t('list')}>
      <thead>
        <tr>
          <Th />
          <Th numeric>{t('column.line')}</Th>
          <Th className="w-full">{t('column.finding')}</Th>
          <Th>{t('column.code')}</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((finding) => {
          const { code, severity, line, column, fingerprint, accepted } = finding;
          const isChosen = finding === chosen;
          return (
            <tr
              key={`${code} ${fingerprint} ${line}:${column}`}
              tabIndex={isChosen ? 0 : -1}
              aria-selected={isChosen}
              className={classNames('cursor-pointer hover:bg-raised', isChosen && 'bg-selected')}
              onClick={() => onChoose(finding)}
              onFocus={() => onChoose(finding)}
              onKeyDown={onKeyDown}
            >
              <Td>
                <span role="img" aria-label={t(`severity.${severity}`)} title={t(`severity.${severity}`)}>
                  <StateMark kind={MARKS[severity]} size={14} />
                </span>
              </Td>
              <Td numeric>{line ?? '–'}</Td>
              <Td className={classNames(accepted !== undefined && 'text-ink-2 line-through')}>
                {textOfFinding(finding, language)}
              </Td>
              <Td className="font-mono text-sm text-ink-2">{code}</Td>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}
