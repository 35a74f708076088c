import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber, formatUnit } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { IconButton, TextInput } from '../../../ui/index.ts';
import { numberTyped } from '../settings/manifest-form.ts';
import type { Limit } from './limits.ts';
import { valueAt, valueByKey, type SliderRange } from './range.ts';

/** Half a thumb: the ends of a track are not those of its values. */
const THUMB = 8;

interface LimitSliderProps {
  readonly limit: Limit;
  readonly value: number;
  readonly range: SliderRange;
  readonly unit: string | undefined;
  readonly onChange: (value: number) => void;
}

function NumberField({ label, limit, value, onChange }: LimitSliderProps & { readonly label: string }) {
  const { t } = useTranslation('rule-whatif');
  const [typed, setTyped] = useState<string | null>(null);
  const number = typed === null ? value : numberTyped(typed);
  const isNumber = typeof number === 'number' && (!limit.isWhole || Number.isInteger(number));
  return (
    <TextInput
      aria-label={t('valueOf', { name: label })}
      inputMode="decimal"
      className="min-h-8! w-24! shrink-0 text-right"
      aria-invalid={!isNumber}
      {...(isNumber ? {} : { title: t(limit.isWhole ? 'wholeWanted' : 'numberWanted') })}
      value={typed !== null && (!isNumber || number === value) ? typed : String(value)}
      onChange={(event) => {
        setTyped(event.target.value);
        const next = numberTyped(event.target.value);
        if (typeof next === 'number' && (!limit.isWhole || Number.isInteger(next))) onChange(next);
      }}
      onBlur={() => setTyped(null)}
    />
  );
}

/** One limit: a slider over what its input was, a field for any number, and the way back to the draft's value. */
export function LimitSlider(props: LimitSliderProps) {
  const { limit, value, range, unit, onChange } = props;
  const { t } = useTranslation('rule-whatif');
  const language = useLanguage();
  const name =
    limit.parameter ??
    (limit.place === undefined
      ? (limit.around ?? '')
      : t('line', { line: limit.place.line, text: limit.around ?? '' }));
  const isMoved = value !== limit.value;
  const [from, to] = [Math.min(range.from, value), Math.max(range.to, value)];
  const shareOf = (of: number) => (to > from ? (of - from) / (to - from) : 0);
  const place = `calc(${THUMB}px + (100% - ${2 * THUMB}px) * ${shareOf(limit.value)})`;
  return (
    <div className="border-b border-line px-3 py-1">
      <div className="flex min-h-10 items-center gap-2">
        <code className="min-w-0 grow truncate font-mono text-sm" title={name}>
          {limit.parameter ?? limit.around}
        </code>
        {limit.place !== undefined && (
          <span className="shrink-0 text-sm text-ink-3">{t('lineOnly', { line: limit.place.line })}</span>
        )}
        {isMoved && (
          <IconButton
            icon="undo"
            label={t('resetOf', { name, value: limit.value })}
            onClick={() => onChange(limit.value)}
          />
        )}
        <NumberField {...props} label={name} />
        <span className="w-10 shrink-0 truncate text-sm text-ink-2">{formatUnit(unit)}</span>
      </div>
      <div className="relative flex min-h-8 items-center">
        <input
          type="range"
          step="any"
          min={from}
          max={to}
          value={value}
          aria-label={name}
          aria-valuetext={`${formatNumber(value, language, 6)} ${formatUnit(unit)}`}
          className="w-full accent-action"
          onChange={(event) => onChange(valueAt(range, Number(event.target.value)))}
          onKeyDown={(event) => {
            const next = valueByKey(event.key, value, range);
            if (next === undefined) return;
            event.preventDefault();
            onChange(next);
          }}
        />
        <span
          aria-hidden
          title={t('draftValue', { value: limit.value })}
          className="pointer-events-none absolute bottom-0 h-2 w-0.5 -translate-x-1/2 bg-ink"
          style={{ left: place }}
        />
      </div>
    </div>
  );
}
