import { useTranslation } from 'react-i18next';
import { textOfReason, type Reason } from '../../../../../shared/contract/reasons.ts';
import type { RulesetManifest } from '../../../../../shared/contract/rules.ts';
import type { WhatIfInput } from '../../../../../shared/contract/whatif.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
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
  /** Why the table cannot be as the limits are now. */
  readonly fault: Reason | null;
  readonly onValue: (limit: Limit, value: number) => void;
  readonly onReset: () => void;
  readonly onPut: () => void;
  /** Takes back what was put; null where nothing can be. */
  readonly onUndo: (() => void) | null;
}

/** Every limit of the ruleset with its slider, and what to do with those that were moved. */
export function LimitsPanel(props: LimitsPanelProps) {
  const { limits, values, manifest, inputs, fault, onValue, onReset, onPut, onUndo } = props;
  const { t } = useTranslation('rule-whatif');
  const language = useLanguage();
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
      {fault !== null && (
        <p role="alert" className="shrink-0 border-t border-line px-3 py-2 text-sm font-semibold">
          ✕ {textOfReason(fault, language)}
        </p>
      )}
      <div className="flex shrink-0 justify-end gap-2 border-t border-line p-2">
        {onUndo !== null && count === 0 && (
          <Button icon="undo" onClick={onUndo}>
            {t('undo')}
          </Button>
        )}
        <Button disabled={count === 0} onClick={onReset}>
          {t('resetAll')}
        </Button>
        <Button variant="primary" disabled={count === 0 || fault !== null} onClick={onPut}>
          {t('put')}
        </Button>
      </div>
    </Panel>
  );
}
