import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MAX_SPAN_MS, visibleRange, type TimeRange } from '../../charts/model/time-window.ts';
import { serverNow } from '../../lib/clock/clock.ts';
import { formatDateTime } from '../../lib/format/format.ts';
import { Button, Dialog, DialogForm, Field, TextInput } from '../../ui/index.ts';
import { fromLocalField, toLocalField } from '../../lib/format/local-field.ts';
import { rangeFault } from './range-draft.ts';

interface RangeFieldsProps {
  readonly range: TimeRange;
  readonly onRange: (range: TimeRange) => void;
}

const MINUTES = 16;
const DAYS = 10;
const LONG_MS = 2 * 86_400_000;

/** As short as it can be: one date within a day, no seconds over days. */
function windowText(from: number, to: number): string {
  const [start, end] = [formatDateTime(from), formatDateTime(to)];
  if (start.slice(0, DAYS) === end.slice(0, DAYS)) return `${start} – ${end.slice(DAYS + 1)}`;
  return to - from < LONG_MS ? `${start} – ${end}` : `${start.slice(0, MINUTES)} – ${end.slice(0, MINUTES)}`;
}

/** The shown time of an earlier window, and the way to choose one by date and time. */
export function RangeFields({ range, onRange }: RangeFieldsProps) {
  const { t } = useTranslation('trends');
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        {range.mode === 'live' ? t('range.choose') : windowText(range.from, range.to)}
      </Button>
      {open && <RangeDialog range={range} onRange={onRange} onClose={() => setOpen(false)} />}
    </>
  );
}

function RangeDialog({ range, onRange, onClose }: RangeFieldsProps & { onClose: () => void }) {
  const { t } = useTranslation('trends');
  const { t: common } = useTranslation('common');
  const shown = visibleRange(range, 1_000, serverNow());
  const [from, setFrom] = useState(toLocalField(shown.from));
  const [to, setTo] = useState(toLocalField(shown.to));
  const [start, end] = [fromLocalField(from), fromLocalField(to)];
  const fault = rangeFault(start, end, MAX_SPAN_MS);
  const apply = (): void => {
    if (fault) return;
    onRange({ mode: 'fixed', from: start, to: end });
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('range.title')}
      width="small"
      footer={
        <>
          <Button onClick={onClose}>{common('cancel')}</Button>
          <Button variant="primary" disabled={fault !== undefined} onClick={apply}>
            {t('range.show')}
          </Button>
        </>
      }
    >
      <DialogForm onSubmit={apply}>
        <Field label={t('range.from')}>
          {(ids) => (
            <TextInput
              {...ids}
              type="datetime-local"
              step={1}
              value={from}
              onChange={(event) => setFrom(event.target.value)}
            />
          )}
        </Field>
        <Field label={t('range.to')} error={fault && t(`range.fault.${fault}`)}>
          {(ids) => (
            <TextInput
              {...ids}
              type="datetime-local"
              step={1}
              value={to}
              onChange={(event) => setTo(event.target.value)}
            />
          )}
        </Field>
        <button type="submit" className="sr-only" tabIndex={-1}>
          {t('range.show')}
        </button>
      </DialogForm>
    </Dialog>
  );
}
