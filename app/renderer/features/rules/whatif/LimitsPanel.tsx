import { useTranslation } from 'react-i18next';
import type { RulesetManifest } from '../../../../../shared/contract/rules.ts';
import type { WhatIfInput } from '../../../../../shared/contract/whatif.ts';
import { Button, Notice, Panel } from '../../../ui/index.ts';
import { LimitSlider } from './LimitSlider.tsx';
import type { Limit, LimitValues } from './limits.ts';
import { rangeOf } from './range.ts';

interface LimitsPanelProps {
  readonly limits: readonly Limit[];
  readonly values: LimitValues;
  readonly manifest: RulesetManifest;
  /** What the inputs were in history; none until it is loaded. */
  readonly inputs: readonly WhatIfInput[];
  readonly onValue: (limit: Limit, value: number) => void;
  readonly onReset: () => void;
  readonly onPut: () => void;
}

/** Every limit of the ruleset with its slider, and what to do with those that were moved. */
export function LimitsPanel({ limits, values, manifest, inputs, onValue, onReset, onPut }: LimitsPanelProps) {
  const { t } = useTranslation('rule-whatif');
  const count = limits.filter(({ id, value }) => (values.get(id) ?? value) !== value).length;
  return (
    <Panel
      title={t('limits')}
      className="min-h-60 grow"
      bodyClassName="flex min-h-0 flex-col"
      aside={count > 0 && t('moved', { count })}
    >
      {limits.length === 0 ? (
        <Notice title={t('noLimits')}>{t('noLimitsText')}</Notice>
      ) : (
        <ul aria-label={t('limits')} className="min-h-0 grow overflow-auto">
          {limits.map((limit) => {
            const declared = manifest.inputs.find(({ name }) => name === limit.input);
            const facts = inputs.find(({ name }) => name === limit.input);
            return (
              <LimitSlider
                key={limit.id}
                limit={limit}
                value={values.get(limit.id) ?? limit.value}
                range={rangeOf(limit, facts)}
                unit={declared?.unit}
                onChange={(value) => onValue(limit, value)}
              />
            );
          })}
        </ul>
      )}
      <div className="flex shrink-0 justify-end gap-2 border-t border-line p-2">
        <Button disabled={count === 0} onClick={onReset}>
          {t('resetAll')}
        </Button>
        <Button variant="primary" disabled={count === 0} onClick={onPut}>
          {t('put')}
        </Button>
      </div>
    </Panel>
  );
}
