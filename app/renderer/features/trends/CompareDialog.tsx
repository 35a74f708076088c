import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { trpc } from '../../lib/trpc/index.ts';
import {
  Button,
  Dialog,
  ErrorNotice,
  Field,
  LoadingNotice,
  Segmented,
  Select,
  TextInput,
} from '../../ui/index.ts';
import { compareMachines, likeMachines, namesOf, type LikeMachine } from './compare.ts';
import {
  MOST_SHIFTS,
  SHIFT_UNITS,
  shiftLabel,
  shiftOfDraft,
  USUAL_SHIFTS,
  type ShiftUnit,
} from './shifts.ts';
import { placeOf } from './tag-rows.ts';
import { useTrends } from './trends-store.ts';
import { changeChart, type TrendChart } from './view-state.ts';

const MOST_NAMES = 20;
const MOST_FOUND = 500;

/** What a chart is compared with: itself earlier, and other machines with the same tags. */
export function CompareDialog({ chart, onClose }: { chart: TrendChart; onClose: () => void }) {
  const { t } = useTranslation('trends');
  const { t: common } = useTranslation('common');
  const [shifts, setShifts] = useState(chart.shifts);
  const [chosen, setChosen] = useState<readonly LikeMachine[]>([]);
  const [where, setWhere] = useState<'chart' | 'own'>('chart');
  const apply = (): void => {
    useTrends
      .getState()
      .change((view) => compareMachines(changeChart(view, chart.id, { shifts }), chart.id, chosen, where));
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('compare.title', { chart: chart.id })}
      width="small"
      footer={
        <>
          <Button onClick={onClose}>{common('cancel')}</Button>
          <Button variant="primary" onClick={apply}>
            {t('compare.apply')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-5 p-4">
        <EarlierFields shifts={shifts} onShifts={setShifts} />
        <MachineFields chart={chart} chosen={chosen} onChosen={setChosen} />
        {chosen.length > 0 && (
          <Segmented
            label={t('compare.where')}
            value={where}
            onChange={setWhere}
            choices={[
              { value: 'chart', label: t('compare.inChart') },
              { value: 'own', label: t('compare.ownCharts') },
            ]}
          />
        )}
      </div>
    </Dialog>
  );
}

interface EarlierFieldsProps {
  readonly shifts: readonly number[];
  readonly onShifts: (shifts: readonly number[]) => void;
}

function EarlierFields({ shifts, onShifts }: EarlierFieldsProps) {
  const { t } = useTranslation('trends');
  const language = useLanguage();
  const [text, setText] = useState('');
  const [unit, setUnit] = useState<ShiftUnit>('hour');
  const own = shiftOfDraft(text, unit);
  const offered = [...new Set([...USUAL_SHIFTS, ...shifts])].sort((a, b) => a - b);
  const add = (): void => {
    if (own === undefined || shifts.includes(own)) return;
    onShifts([...shifts, own]);
    setText('');
  };
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 font-semibold">{t('compare.earlier')}</legend>
      <div className="flex flex-wrap gap-2">
        {offered.map((shiftMs) => {
          const isOn = shifts.includes(shiftMs);
          return (
            <Button
              key={shiftMs}
              pressed={isOn}
              disabled={!isOn && shifts.length >= MOST_SHIFTS}
              onClick={() =>
                onShifts(isOn ? shifts.filter((shift) => shift !== shiftMs) : [...shifts, shiftMs])
              }
            >
              {shiftLabel(shiftMs, language)}
            </Button>
          );
        })}
      </div>
      <form
        className="flex items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <Field
          label={t('compare.own')}
          error={text.trim() !== '' && own === undefined ? t('compare.wrong') : undefined}
          className="w-40"
        >
          {(ids) => (
            <TextInput
              {...ids}
              inputMode="decimal"
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        <Field label={t('compare.unit')} hideLabel className="w-28">
          {(ids) => (
            <Select
              {...ids}
              value={unit}
              onChange={(event) => setUnit(event.target.value as ShiftUnit)}
              choices={Object.keys(SHIFT_UNITS).map((value) => ({ value, label: t(`compare.${value}`) }))}
            />
          )}
        </Field>
        <Button type="submit" disabled={own === undefined || shifts.length >= MOST_SHIFTS}>
          {t('compare.add')}
        </Button>
      </form>
      <p className="text-sm text-ink-3">{t('compare.earlierHint', { count: MOST_SHIFTS })}</p>
    </fieldset>
  );
}

interface MachineFieldsProps {
  readonly chart: TrendChart;
  readonly chosen: readonly LikeMachine[];
  readonly onChosen: (chosen: readonly LikeMachine[]) => void;
}

function MachineFields({ chart, chosen, onChosen }: MachineFieldsProps) {
  const { t } = useTranslation('trends');
  const names = namesOf(useTrends.getState().view, chart.id).slice(0, MOST_NAMES);
  const found = useQueries({
    queries: names.map((search) => trpc.dataHub.tags.queryOptions({ search, limit: MOST_FOUND })),
    combine: (results) => ({
      paths: [...new Set(results.flatMap(({ data }) => (data?.items ?? []).map(({ path }) => path)))],
      pending: results.some(({ isPending }) => isPending),
      error: results.find(({ error }) => error)?.error,
    }),
  });
  const like = likeMachines(found.paths, names, new Set(chart.pens.map(({ path }) => path)));
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 font-semibold">{t('compare.machines')}</legend>
      {found.error ? (
        <ErrorNotice error={found.error} />
      ) : found.pending ? (
        <LoadingNotice />
      ) : like.length === 0 ? (
        <p className="text-ink-2">{t(names.length === 0 ? 'compare.noPens' : 'compare.noMachines')}</p>
      ) : (
        <ul className="max-h-52 overflow-y-auto border border-line">
          {like.map((machine) => (
            <li key={machine.machine} className="not-first:border-t not-first:border-line">
              <label className="flex min-h-10 items-center gap-3 px-3 hover:bg-selected">
                <input
                  type="checkbox"
                  className="size-5"
                  checked={chosen.some((known) => known.machine === machine.machine)}
                  onChange={({ target }) =>
                    onChosen(
                      target.checked
                        ? [...chosen, machine]
                        : chosen.filter((known) => known.machine !== machine.machine),
                    )
                  }
                />
                <span className="grow">{placeOf(`${machine.machine}/`)}</span>
                <span className="text-sm text-ink-2">
                  {t('compare.tags', { count: machine.tags.length })}
                </span>
              </label>
            </li>
          ))}
        </ul>
      )}
    </fieldset>
  );
}
