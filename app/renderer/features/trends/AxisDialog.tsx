import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AxisScale, AxisSide } from '../../charts/types.ts';
import { Button, Dialog, Field, Segmented, TextInput } from '../../ui/index.ts';
import { axisDraftOf, scaleOfDraft, type AxisDraft } from './axis-draft.ts';
import { useTrends } from './trends-store.ts';
import { setAxis, type TrendChart } from './view-state.ts';

const SIDES: readonly AxisSide[] = ['left', 'right'];

/** Limits of a chart's two axes: following the values, or fixed. */
export function AxisDialog({ chart, onClose }: { chart: TrendChart; onClose: () => void }) {
  const { t } = useTranslation('trends');
  const { t: common } = useTranslation('common');
  const [drafts, setDrafts] = useState({
    left: axisDraftOf(chart.axes.left),
    right: axisDraftOf(chart.axes.right),
  });
  const scales = { left: scaleOfDraft(drafts.left), right: scaleOfDraft(drafts.right) };
  const apply = (): void => {
    const { left, right } = scales;
    if (!left || !right) return;
    useTrends
      .getState()
      .change((view) => setAxis(setAxis(view, chart.id, 'left', left), chart.id, 'right', right));
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
          <Button variant="primary" disabled={!scales.left || !scales.right} onClick={apply}>
            {t('axes.apply')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-5 p-4">
        {SIDES.map((side) => (
          <AxisFields
            key={side}
            side={side}
            draft={drafts[side]}
            scale={scales[side]}
            onChange={(draft) => setDrafts((known) => ({ ...known, [side]: draft }))}
          />
        ))}
      </div>
    </Dialog>
  );
}

interface AxisFieldsProps {
  readonly side: AxisSide;
  readonly draft: AxisDraft;
  /** Undefined while the limits make no axis. */
  readonly scale: AxisScale | undefined;
  readonly onChange: (draft: AxisDraft) => void;
}

function AxisFields({ side, draft, scale, onChange }: AxisFieldsProps) {
  const { t } = useTranslation('trends');
  return (
    <fieldset className="flex flex-col items-start gap-2">
      <legend className="mb-1 font-semibold">{t(`axes.${side}`)}</legend>
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
