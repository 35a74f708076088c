import { memo, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { RulesetManifest } from '../../../../shared/contract/rules.ts';
import { isGoodQuality } from '../../charts/model/quality.ts';
import { PenSwatch } from '../../charts/PenSwatch.tsx';
import type { PenReading } from '../../charts/types.ts';
import { formatUnit, formatValue } from '../../lib/format/format.ts';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { inputsOfTag, unitOfTag } from '../../lib/rules/tag-inputs.ts';
import { classNames, Icon, StateMark } from '../../ui/index.ts';
import { placeOf } from './tag-rows.ts';
import { useTrends } from './trends-store.ts';
import { changePen, removePen, tagName, type TrendPen } from './view-state.ts';

interface ReadoutRowProps {
  readonly chartId: number;
  readonly pen: TrendPen;
  readonly reading: PenReading | undefined;
  /** How old the sample was at the time the reading is for. */
  readonly age: string;
  readonly manifests: readonly RulesetManifest[];
}

const STALE = 500;
const CELL = 'h-(--row) border-b border-line px-2 align-middle';
const NEXT_AXIS = { left: 'right', right: 'own', own: 'left' } as const;

/** The same text again needs no new row: most of what is read did not change since the last reading. */
function sameRow(a: ReadoutRowProps, b: ReadoutRowProps): boolean {
  return (
    a.pen === b.pen &&
    a.age === b.age &&
    a.manifests === b.manifests &&
    a.reading?.value === b.reading?.value &&
    a.reading?.quality === b.reading?.quality
  );
}

export const ReadoutRow = memo(function ReadoutRow({
  chartId,
  pen,
  reading,
  age,
  manifests,
}: ReadoutRowProps) {
  const { t } = useTranslation('trends');
  const language = useLanguage();
  const emphasised = useTrends((state) => state.emphasis === pen.path);
  const { change, setEmphasis } = useTrends.getState();
  const unit = useMemo(() => formatUnit(unitOfTag(inputsOfTag(pen.path, manifests))), [pen.path, manifests]);
  const name = tagName(pen.path);
  const there = reading?.value !== undefined;
  return (
    <tr
      onPointerEnter={() => setEmphasis(pen.path)}
      onPointerLeave={() => setEmphasis(null)}
      onFocus={() => setEmphasis(pen.path)}
      onBlur={() => setEmphasis(null)}
      className={classNames(emphasised && 'bg-selected', pen.hidden && 'text-ink-3')}
    >
      <td className={CELL}>
        <PenSwatch color={pen.color} hidden={pen.hidden} />
      </td>
      <td className={CELL} title={pen.path}>
        <span className="font-medium">{name}</span>{' '}
        <span className="text-sm text-ink-3">{placeOf(pen.path)}</span>
      </td>
      <td className={classNames(CELL, 'text-right text-lg font-semibold whitespace-nowrap')}>
        {there ? (
          formatValue(reading.value, language)
        ) : (
          <span className="text-sm font-normal">{t('readout.none')}</span>
        )}
      </td>
      <td className={classNames(CELL, 'text-ink-2')}>{unit}</td>
      <td className={CELL}>
        {there && reading.quality !== undefined && <Quality quality={reading.quality} />}
      </td>
      <td className={classNames(CELL, 'text-right whitespace-nowrap text-ink-2')}>{age}</td>
      <td className={CELL}>
        <AxisToggle
          chartId={chartId}
          pen={pen}
          discrete={typeof reading?.value === 'string' || typeof reading?.value === 'boolean'}
        />
      </td>
      <td className={classNames(CELL, 'text-right whitespace-nowrap')}>
        <button
          type="button"
          aria-label={t(pen.hidden ? 'readout.showPen' : 'readout.hidePen', { pen: name })}
          onClick={() => change((view) => changePen(view, chartId, pen.path, { hidden: !pen.hidden }))}
          className="min-h-(--row) rounded-sm px-2 text-sm underline-offset-2 hover:bg-selected"
        >
          {t(pen.hidden ? 'readout.show' : 'readout.hide')}
        </button>
        <button
          type="button"
          aria-label={t('readout.remove', { pen: name })}
          title={t('readout.remove', { pen: name })}
          onClick={() => change((view) => removePen(view, chartId, pen.path))}
          className="inline-flex size-(--row) items-center justify-center rounded-sm align-middle hover:bg-selected"
        >
          <Icon name="close" size={16} />
        </button>
      </td>
    </tr>
  );
}, sameRow);

function AxisToggle({ chartId, pen, discrete }: { chartId: number; pen: TrendPen; discrete: boolean }) {
  const { t } = useTranslation('trends');
  if (discrete) return <span className="px-2 text-sm text-ink-3">{t('readout.lane')}</span>;
  const other = NEXT_AXIS[pen.axis];
  return (
    <button
      type="button"
      aria-label={t('readout.changeAxis', { pen: tagName(pen.path), axis: t(`readout.${pen.axis}`) })}
      onClick={() =>
        useTrends.getState().change((view) => changePen(view, chartId, pen.path, { axis: other }))
      }
      className="min-h-(--row) rounded-sm px-2 text-sm hover:bg-selected"
    >
      {t(`readout.${pen.axis}`)}
    </button>
  );
}

/** Good quality is silent; any other says so by shape and word. */
function Quality({ quality }: { quality: number }) {
  const { t } = useTranslation('common');
  if (isGoodQuality(quality)) return <span className="text-ink-3">{t('quality.good')}</span>;
  const word =
    quality === STALE
      ? t('quality.stale')
      : quality === 0
        ? t('quality.bad')
        : t('quality.code', { code: quality });
  return (
    <span className="inline-flex items-center gap-1 font-semibold whitespace-nowrap">
      <StateMark kind={quality === STALE ? 'stale' : 'nodata'} size={16} />
      {word}
    </span>
  );
}
