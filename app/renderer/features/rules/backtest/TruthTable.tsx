import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Backtest } from '../../../../../shared/contract/backtest.ts';
import { formatNumber } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { Field, Select, Table, Td, TextInput, Th } from '../../../ui/index.ts';
import { callCount, comparedCount, perShift, totalCost } from './figures.ts';
import { versionText } from './words.ts';

const SHIFT_HOURS = ['8', '12'] as const;

const amountOf = (text: string): number => {
  const amount = Number(text.replace(',', '.'));
  return Number.isFinite(amount) && amount >= 0 ? amount : 0;
};

/** Both versions by what operators said of the same moments, what their mistakes cost, and how often they call. */
export function TruthTable({ backtest }: { backtest: Backtest }) {
  const { t } = useTranslation('rule-backtest');
  const language = useLanguage();
  const [miss, setMiss] = useState('');
  const [falseCall, setFalseCall] = useState('');
  const [hours, setHours] = useState<string>(SHIFT_HOURS[0]);
  const sides = backtest.result?.sides ?? [];
  const costs = { miss: amountOf(miss), falseCall: amountOf(falseCall) };
  const isPriced = costs.miss > 0 || costs.falseCall > 0;
  const number = (value: number, digits = 9) => formatNumber(value, language, digits);
  const lines = [
    ['hits', ({ truth }) => number(truth.hits)],
    ['misses', ({ truth }) => number(truth.misses)],
    ['falseCalls', ({ truth }) => number(truth.falseCalls)],
    ['correct', ({ truth }) => number(truth.correct)],
    ['heldBack', ({ truth }) => number(truth.held)],
    ['compared', ({ truth }) => `n = ${number(comparedCount(truth))}`],
    ['cost', ({ truth }) => (isPriced ? number(totalCost(truth, costs)) : '–')],
    ['falsePerShift', ({ truth }) => number(perShift(truth.falseCalls, backtest, Number(hours)), 3)],
    ['callsPerShift', (side) => number(perShift(callCount(side), backtest, Number(hours)), 3)],
  ] as const satisfies readonly (readonly [string, (side: (typeof sides)[number]) => string])[];
  return (
    <div className="flex flex-col gap-2 p-2">
      <div className="flex flex-wrap gap-2">
        <Field label={t('costMiss')} className="w-32">
          {(ids) => (
            <TextInput
              {...ids}
              inputMode="decimal"
              value={miss}
              onChange={(event) => setMiss(event.target.value)}
            />
          )}
        </Field>
        <Field label={t('costFalseCall')} className="w-32">
          {(ids) => (
            <TextInput
              {...ids}
              inputMode="decimal"
              value={falseCall}
              onChange={(event) => setFalseCall(event.target.value)}
            />
          )}
        </Field>
        <Field label={t('shiftHours')} className="w-24">
          {(ids) => (
            <Select
              {...ids}
              choices={SHIFT_HOURS.map((value) => ({ value, label: t('hours', { count: Number(value) }) }))}
              value={hours}
              onChange={(event) => setHours(event.target.value)}
            />
          )}
        </Field>
      </div>
      <Table aria-label={t('truth')}>
        <thead>
          <tr>
            <Th>{t('truth')}</Th>
            {sides.map(({ version }) => (
              <Th key={version} numeric>
                {versionText(version, t)}
              </Th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map(([name, of]) => (
            <tr key={name}>
              <Td title={t(`truthHelp.${name}`)}>{t(`truthLine.${name}`)}</Td>
              {sides.map((side) => (
                <Td key={side.version} numeric>
                  {of(side)}
                </Td>
              ))}
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}
