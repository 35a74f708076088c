import { useTranslation } from 'react-i18next';
import type { MeaningRun, MeaningWitness } from '../../../../../../shared/contract/rule-meaning.ts';
import { formatNumber, textIn } from '../../../../lib/format/format.ts';
import { useLanguage } from '../../../../lib/preferences/preferences.ts';
import { Button, Table, Td, Th } from '../../../../ui/index.ts';
import { useTakeTests } from '../../tests/use-take-tests.ts';
import type { Side } from '../VersionsTab.tsx';
import type { ComparedSides } from './MeaningView.tsx';

const valueText = (value: unknown): string => (value === null ? '()' : JSON.stringify(value));

/** Further values of a result, name by name. */
const valuesText = (values: string): string =>
  values === ''
    ? '–'
    : Object.entries(JSON.parse(values) as object)
        .map(([name, value]) => `${name}: ${valueText(value)}`)
        .join(', ');

function useSideName(): (side: Side) => string {
  const { t } = useTranslation('rule-meaning');
  return (side) => (side === 'draft' ? t('rule-versions:draft') : t('rules:versionShort', { version: side }));
}

/** One example: its inputs, and what both sides say of it beside each other. */
export function WitnessCompare({ witness, before, after }: { witness: MeaningWitness } & ComparedSides) {
  const { t } = useTranslation('rule-meaning');
  const language = useLanguage();
  const sideName = useSideName();
  const { take, canTake } = useTakeTests();
  const runs = [witness.before, witness.after];
  const row = (label: string, text: (run: MeaningRun) => string) => (
    <tr>
      <th
        scope="row"
        className="border-b border-line px-2 py-(--cell-y) text-left align-top text-sm font-normal text-ink-2"
      >
        {label}
      </th>
      {runs.map((run, index) => (
        <Td key={index} className="wrap-anywhere">
          {text(run)}
        </Td>
      ))}
    </tr>
  );
  return (
    <section aria-label={t('example')} className="border-t border-line px-3 py-2">
      <div className="flex items-start gap-3">
        <dl className="flex grow flex-wrap gap-x-4 font-mono text-sm">
          {Object.entries(witness.input).map(([name, value]) => (
            <div key={name} className="flex gap-1">
              <dt className="text-ink-2">{name}</dt>
              <dd>{valueText(value)}</dd>
            </div>
          ))}
        </dl>
        <Button className="min-h-8 shrink-0" disabled={!canTake} onClick={() => take([{ ...witness.test }])}>
          {t('take')}
        </Button>
      </div>
      <Table aria-label={t('both')} className="mt-1 table-fixed">
        <thead>
          <tr>
            <Th className="w-28" />
            <Th>{sideName(before)}</Th>
            <Th>{sideName(after)}</Th>
          </tr>
        </thead>
        <tbody>
          {row(t('verdict'), ({ verdict, holdCause, confidence }) =>
            [
              verdict,
              holdCause === undefined ? '' : t(`common:holdCause.${holdCause}`),
              confidence === null ? '' : formatNumber(confidence, language),
            ].join(' '),
          )}
          {row(t('reasons'), ({ reasons }) => reasons.map((reason) => textIn(reason, language)).join(' · '))}
          {runs.some(({ values }) => values !== '') && row(t('values'), ({ values }) => valuesText(values))}
          {row(t('fired'), ({ fired }) => fired.map(({ ruleId }) => ruleId).join(', ') || '–')}
        </tbody>
      </Table>
    </section>
  );
}
