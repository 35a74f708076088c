import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { TestResult } from '../../../../../shared/contract/ruleset-desk.ts';
import { classNames, Icon, Table, Td, Th } from '../../../ui/index.ts';
import { fieldText, membersOf, type Members } from '../settings/manifest-form.ts';
import { expectationText, resultText, valueText } from './test-form.ts';

interface TestTableProps {
  readonly rows: readonly { readonly index: number; readonly test: Members }[];
  readonly inputs: readonly string[];
  readonly results: ReadonlyMap<number, TestResult>;
  readonly chosen: number | null;
  readonly onChoose: (index: number) => void;
  /** Enter on a row: on to its fields. */
  readonly onEdit: () => void;
}

function Mark({ result }: { result: TestResult | undefined }) {
  const { t } = useTranslation('rule-tests');
  const state = result === undefined ? 'notRun' : result.passed ? 'passed' : 'failed';
  return (
    <span role="img" aria-label={t(`state.${state}`)} title={t(`state.${state}`)}>
      {result === undefined ? '–' : <Icon name={result.passed ? 'check' : 'cross'} size={16} />}
    </span>
  );
}

/** A row a test case, a column an input. */
export function TestTable({ rows, inputs, results, chosen, onChoose, onEdit }: TestTableProps) {
  const { t } = useTranslation('rule-tests');
  const onKeyDown = (event: KeyboardEvent<HTMLTableRowElement>) => {
    const row = event.currentTarget;
    const all = [...(row.parentElement?.children ?? [])] as HTMLElement[];
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -all.length, End: all.length }[event.key];
    if (event.key === 'Enter') onEdit();
    else if (step === undefined) return;
    event.preventDefault();
    const next = Math.min(all.length - 1, Math.max(0, all.indexOf(row) + (step ?? 0)));
    if (step !== undefined) all[next]?.focus();
  };
  return (
    <Table aria-label={t('list')}>
      <thead>
        <tr>
          <Th />
          <Th className="w-full min-w-48">{t('column.name')}</Th>
          {inputs.map((name) => (
            <Th key={name} numeric className="font-mono">
              {name}
            </Th>
          ))}
          <Th>{t('column.expect')}</Th>
          <Th>{t('column.got')}</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ index, test }) => {
          const result = results.get(index);
          const failed = result !== undefined && !result.passed;
          return (
            <tr
              key={index}
              tabIndex={0}
              aria-selected={index === chosen}
              onFocus={() => onChoose(index)}
              onClick={() => onChoose(index)}
              onKeyDown={onKeyDown}
              className={classNames(
                'cursor-pointer -outline-offset-2 hover:bg-raised',
                index === chosen && 'bg-selected',
              )}
            >
              <Td>
                <Mark result={result} />
              </Td>
              <Td className={failed ? 'font-semibold' : ''}>{fieldText(test['name'])}</Td>
              {inputs.map((name) => (
                <Td key={name} numeric>
                  {valueText(membersOf(test['input'])[name])}
                </Td>
              ))}
              <Td className="font-mono whitespace-nowrap">{expectationText(test)}</Td>
              <Td
                className={classNames('font-mono whitespace-nowrap', failed ? 'font-semibold' : 'text-ink-2')}
              >
                {result === undefined ? '' : failed ? `✕ ${resultText(result)}` : resultText(result)}
              </Td>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}
