import { useTranslation } from 'react-i18next';
import { penKey } from '../../charts/model/pen-key.ts';
import { PenSwatch } from '../../charts/PenSwatch.tsx';
import type { PenReading } from '../../charts/types.ts';
import { formatNumber, formatValue } from '../../lib/format/format.ts';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { classNames } from '../../ui/index.ts';
import type { DrawnPen } from './drawn-pens.ts';
import { Quality } from './Quality.tsx';
import { CELL } from './ReadoutRow.tsx';
import { shiftLabel } from './shifts.ts';
import { useTrends } from './trends-store.ts';

interface EarlierRowProps {
  readonly pen: DrawnPen;
  readonly reading: PenReading | undefined;
  /** The same pen without a shift. */
  readonly now: PenReading | undefined;
}

/** What a pen was so much earlier, and how far the present is from it. */
export function EarlierRow({ pen, reading, now }: EarlierRowProps) {
  const { t } = useTranslation('trends');
  const language = useLanguage();
  const key = penKey(pen);
  const emphasised = useTrends((state) => state.emphasis === key);
  const { setEmphasis } = useTrends.getState();
  const value = reading?.value;
  const absence = reading?.absence ?? 'none';
  const difference =
    typeof value === 'number' && typeof now?.value === 'number' ? now.value - value : undefined;
  return (
    <tr
      onPointerEnter={() => setEmphasis(key)}
      onPointerLeave={() => setEmphasis(null)}
      className={classNames('text-ink-2', emphasised && 'bg-selected')}
    >
      <td className={CELL}>
        <span className="block opacity-50">
          <PenSwatch color={pen.color ?? 0} hidden={pen.hidden ?? false} />
        </span>
      </td>
      <td className={classNames(CELL, 'pl-6')}>{shiftLabel(pen.shiftMs, language)}</td>
      <td className={classNames(CELL, 'text-right whitespace-nowrap')}>
        {value === undefined ? (
          <span className="text-sm">{t(`readout.${absence}`)}</span>
        ) : (
          formatValue(value, language)
        )}
      </td>
      <td className={CELL}>{pen.unit}</td>
      <td className={CELL}>
        {value !== undefined && reading?.quality !== undefined && <Quality quality={reading.quality} />}
      </td>
      <td className={classNames(CELL, 'text-right whitespace-nowrap')} colSpan={2}>
        {difference !== undefined &&
          t('readout.difference', {
            value: `${difference > 0 ? '+' : ''}${formatNumber(difference, language)}`,
          })}
      </td>
      <td className={CELL} />
    </tr>
  );
}
