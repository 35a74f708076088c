import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
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

/** About the height of a slider. */
const ROW_PIXELS = 81;

/** A table of rules has thousands of limits: only those in sight are elements. */
function Sliders({ limits, values, manifest, inputs, onValue }: LimitsPanelProps) {
  const { t } = useTranslation('rule-whatif');
  const scroll = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: limits.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_PIXELS,
    getItemKey: (index) => limits[index]?.id ?? index,
    overscan: 6,
  });
  return (
    <div ref={scroll} className="min-h-0 grow overflow-auto">
      <ul aria-label={t('limits')} className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ key, index, start }) => {
          const limit = limits[index];
          if (limit === undefined) return null;
          const declared = manifest.inputs.find(({ name }) => name === limit.input);
          const facts = inputs.find(({ name }) => name === limit.input);
          return (
            <li
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              aria-setsize={limits.length}
              aria-posinset={index + 1}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${start}px)` }}
            >
              <LimitSlider
                limit={limit}
                value={values.get(limit.id) ?? limit.value}
                range={rangeOf(limit, facts)}
                unit={declared?.unit}
                onChange={(value) => onValue(limit, value)}
              />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** Every limit of the ruleset with its slider, and what to do with those that were moved. */
export function LimitsPanel(props: LimitsPanelProps) {
  const { limits, values, fault, onReset, onPut, onUndo } = props;
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
        <Sliders {...props} />
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
