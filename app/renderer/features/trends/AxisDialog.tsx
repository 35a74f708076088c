import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AXIS_SIDES, type AxisScale, type AxisSide } from '../../charts/types.ts';
import { Button, Dialog, Field, Segmented, Switch, TextInput } from '../../ui/index.ts';
import { axisDraftOf, scaleOfDraft, type AxisDraft } from './axis-draft.ts';
import { useTrends } from './trends-store.ts';
import { useDrawnPens, type DrawnPen } from './drawn-pens.ts';
import { changeChart, tagName, type TrendChart } from './view-state.ts';

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
            what={namesOn(side, pens)}
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

const MOST_NAMES = 3;

/** `temperature, flow … [°C]`: which pens an axis is of. */
function namesOn(side: AxisSide, pens: readonly DrawnPen[]): string {
  const own = pens.filter(({ axis, shiftMs, isDiscrete }) => axis === side && shiftMs === 0 && !isDiscrete);
  const names = [...new Set(own.map(({ path }) => tagName(path)))];
  const units = [...new Set(own.map(({ unit }) => unit))].filter((unit) => unit !== '').join(', ');
  const more = names.length > MOST_NAMES ? ' …' : '';
  return `${names.slice(0, MOST_NAMES).join(', ')}${more}${units === '' ? '' : ` [${units}]`}`;
}

interface AxisFieldsProps {
  readonly side: AxisSide;
  /** Its pens and their units. */
  readonly what: string;
  readonly draft: AxisDraft;
  /** Undefined while the limits make no axis. */
  readonly scale: AxisScale | undefined;
  readonly onChange: (draft: AxisDraft) => void;
}

function AxisFields({ side, what, draft, scale, onChange }: AxisFieldsProps) {
  const { t } = useTranslation('trends');
  return (
    <fieldset className="flex flex-col items-start gap-2">
      <legend className="mb-1 font-semibold">
        {t(`axes.${side}`)} <span className="font-normal text-ink-2">{what}</span>
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
