import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AXIS_SIDES, type AxisScale, type AxisSide } from '../../charts/types.ts';
import { Button, Dialog, Field, Segmented, Switch, TextInput } from '../../ui/index.ts';
import { axisDraftOf, scaleOfDraft, type AxisDraft } from './axis-draft.ts';
import { useTrends } from './trends-store.ts';
import { useDrawnPens } from './drawn-pens.ts';
import { changeChart, type TrendChart } from './view-state.ts';

/** Limits of a chart's axes: following the values, or fixed; and whether the rules' limits are drawn. */
export function AxisDialog({ chart, onClose }: { chart: TrendChart; onClose: () => void }) {
  const { t } = useTranslation('trends');
  const { t: common } = useTranslation('common');
  const pens = useDrawnPens(chart);
  const [drafts, setDrafts] = useState(() => eachSide((side) => axisDraftOf(chart.axes[side])));
  const [limits, setLimits] = useState(chart.limits);
  const scales = eachSide((side) => scaleOfDraft(drafts[side]));
  const isWhole = AXIS_SIDES.every((side) => scales[side]);
  const used = AXIS_SIDES.filter((side) => side === 'left' || pens.some(({ axis }) => axis === side));
  const apply = (): void => {
    if (!isWhole) return;
    const axes = eachSide((side) => scales[side] ?? chart.axes[side]);
    useTrends.getState().change((view) => changeChart(view, chart.id, { axes, limits }));
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('axes.title', { chart: chart.id })}
      width="small"
      footer={
        <>
          <Button onClick={onClose}>{common('cancel')}</Button>
          <Button variant="primary" disabled={!isWhole} onClick={apply}>
            {t('axes.apply')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-5 p-4">
        {used.map((side) => (
          <AxisFields
            key={side}
            side={side}
            units={[...new Set(pens.filter(({ axis }) => axis === side).map(({ unit }) => unit))].join(', ')}
            draft={drafts[side]}
            scale={scales[side]}
            onChange={(draft) => setDrafts((known) => ({ ...known, [side]: draft }))}
          />
        ))}
        <Switch label={t('axes.limits')} checked={limits} onChange={setLimits} />
      </div>
    </Dialog>
  );
}

/** One of something for every axis. */
function eachSide<T>(of: (side: AxisSide) => T): Record<AxisSide, T> {
  return { left: of('left'), right: of('right'), left2: of('left2'), right2: of('right2') };
}

interface AxisFieldsProps {
  readonly side: AxisSide;
  /** Units of its pens. */
  readonly units: string;
  readonly draft: AxisDraft;
  /** Undefined while the limits make no axis. */
  readonly scale: AxisScale | undefined;
  readonly onChange: (draft: AxisDraft) => void;
}

function AxisFields({ side, units, draft, scale, onChange }: AxisFieldsProps) {
  const { t } = useTranslation('trends');
  return (
    <fieldset className="flex flex-col items-start gap-2">
      <legend className="mb-1 font-semibold">
        {t(`axes.${side}`)} <span className="font-normal text-ink-2">{units}</span>
      </legend>
      <Segmented
        label={t(`axes.${side}`)}
        value={draft.mode}
        onChange={(mode) => onChange({ ...draft, mode })}
        choices={[
          { value: 'auto', label: t('axes.auto') },
          { value: 'fixed', label: t('axes.fixed') },
        ]}
      />
      {draft.mode === 'fixed' && (
        <div className="flex gap-3">
          <Field label={t('axes.min')} error={scale ? undefined : t('axes.wrong')}>
            {(ids) => (
              <TextInput
                {...ids}
                inputMode="decimal"
                value={draft.min}
                onChange={(event) => onChange({ ...draft, min: event.target.value })}
              />
            )}
          </Field>
          <Field label={t('axes.max')}>
            {(ids) => (
              <TextInput
                {...ids}
                inputMode="decimal"
                value={draft.max}
                onChange={(event) => onChange({ ...draft, max: event.target.value })}
              />
            )}
          </Field>
        </div>
      )}
    </fieldset>
  );
}
