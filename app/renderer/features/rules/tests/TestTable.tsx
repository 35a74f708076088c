import { memo, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { TestResult } from '../../../../../shared/contract/ruleset-desk.ts';
import { classNames, Icon, Table, Td, Th } from '../../../ui/index.ts';
import { fieldText, membersOf, type Members } from '../settings/manifest-form.ts';
import { expectationText, resultText, valueText } from './test-form.ts';
import { useCauseText } from './use-cause-text.ts';

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

interface RowProps {
  readonly index: number;
  readonly test: Members;
  readonly inputs: readonly string[];
  readonly result: TestResult | undefined;
  readonly isChosen: boolean;
  /** Where Tab comes to the table. */
  readonly isStop: boolean;
}

/** Drawn anew only where something else is to be seen: while one of a thousand is typed, the others stand. */
const Row = memo(
  function TestRow({ index, test, inputs, result, isChosen, isStop }: RowProps) {
    const causeText = useCauseText();
    const failed = result !== undefined && !result.passed;
    const got = result === undefined ? '' : resultText(result, test, causeText, '\n');
    return (
      <tr
        tabIndex={isStop ? 0 : -1}
        data-index={index}
        aria-selected={isChosen}
        className={classNames('cursor-pointer -outline-offset-2 hover:bg-raised', isChosen && 'bg-selected')}
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
        <Td className="min-w-28 font-mono whitespace-pre-line">{expectationText(test, causeText, '\n')}</Td>
        <Td
          className={classNames(
            'min-w-28 font-mono whitespace-pre-line',
            failed ? 'font-semibold' : 'text-ink-2',
          )}
        >
          {failed ? `✕ ${got}` : got}
        </Td>
      </tr>
    );
  },
  (before, after) => contentOf(before) === contentOf(after),
);

/** Lists are read from their text again and again: the same test is another object each time. */
const contentOf = (row: RowProps): string => JSON.stringify(row);

/** A row a test case, a column an input. */
export function TestTable({ rows, inputs, results, chosen, onChoose, onEdit }: TestTableProps) {
  const { t } = useTranslation('rule-tests');
  const rowOf = (event: { target: EventTarget }) =>
    (event.target as Element).closest<HTMLElement>('tr[data-index]');
  const choose = (event: { target: EventTarget }) => {
    const row = rowOf(event);
    if (row) onChoose(Number(row.dataset['index']));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const row = rowOf(event);
    if (!row) return;
    const all = [...(row.parentElement?.children ?? [])] as HTMLElement[];
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -all.length, End: all.length }[event.key];
    if (event.key === 'Enter') onEdit();
    else if (step === undefined) return;
    event.preventDefault();
    const next = Math.min(all.length - 1, Math.max(0, all.indexOf(row) + (step ?? 0)));
    if (step !== undefined) all[next]?.focus();
  };
  const stop = rows.some(({ index }) => index === chosen) ? chosen : rows[0]?.index;
  return (
    <Table aria-label={t('list')} onFocus={choose} onClick={choose} onKeyDown={onKeyDown}>
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
        {rows.map(({ index, test }) => (
          <Row
            key={index}
            index={index}
            test={test}
            inputs={inputs}
            result={results.get(index)}
            isChosen={index === chosen}
            isStop={index === stop}
          />
        ))}
      </tbody>
    </Table>
  );
}
