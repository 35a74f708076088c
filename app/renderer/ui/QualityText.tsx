import { useTranslation } from 'react-i18next';
import { QUALITY } from '../../../shared/contract/common.ts';
import type { RangeSide } from '../../../shared/contract/tags.ts';
import { StateMark } from './StateMark.tsx';

interface QualityTextProps {
  readonly quality: number | undefined;
  /** The value is one that its source cannot measure. */
  readonly outOfRange?: RangeSide | undefined;
}

/** A quality code in words; anything but good carries a mark, a good value out of its range too. */
export function QualityText({ quality, outOfRange }: QualityTextProps) {
  const { t } = useTranslation('common');
  if (quality === undefined) return <span className="text-ink-3">–</span>;
  if (quality === QUALITY.good && outOfRange === undefined)
    return <span className="text-ink-3">{t('quality.good')}</span>;
  const known =
    quality === QUALITY.good
      ? t(outOfRange === 'below' ? 'quality.below' : 'quality.above')
      : quality === QUALITY.bad
        ? t('quality.bad')
        : quality === QUALITY.stale
          ? t('quality.stale')
          : quality === QUALITY.clockSuspect
            ? t('quality.clockSuspect')
            : t('quality.code', { code: quality });
  return (
    <span className="flex w-fit items-center gap-1.5 font-semibold">
      <StateMark kind={quality === QUALITY.bad || quality === QUALITY.good ? 'medium' : 'stale'} size={14} />
      {known}
    </span>
  );
}
