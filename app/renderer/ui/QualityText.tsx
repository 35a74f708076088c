import { useTranslation } from 'react-i18next';
import { QUALITY } from '../../../shared/contract/common.ts';
import type { RangeSide } from '../../../shared/contract/tags.ts';
import { StateMark } from './StateMark.tsx';

interface QualityTextProps {
  readonly quality: number | undefined;
  /** The value is one that its source cannot measure. */
  readonly outOfRange?: RangeSide | undefined;
}

const NAMES: Readonly<Record<number, 'bad' | 'otherUnit' | 'stale' | 'clockSuspect'>> = {
  [QUALITY.bad]: 'bad',
  [QUALITY.otherUnit]: 'otherUnit',
  [QUALITY.stale]: 'stale',
  [QUALITY.clockSuspect]: 'clockSuspect',
};
/** Known to be wrong; a good one is so out of its range. The others are not known. */
const WRONG: ReadonlySet<number> = new Set([QUALITY.bad, QUALITY.otherUnit, QUALITY.good]);

/** A quality code in words; anything but good carries a mark, a good value out of its range too. */
export function QualityText({ quality, outOfRange }: QualityTextProps) {
  const { t } = useTranslation('common');
  if (quality === undefined) return <span className="text-ink-3">–</span>;
  if (quality === QUALITY.good && outOfRange === undefined)
    return <span className="text-ink-3">{t('quality.good')}</span>;
  const name = NAMES[quality];
  const known =
    quality === QUALITY.good
      ? t(outOfRange === 'below' ? 'quality.below' : 'quality.above')
      : name === undefined
        ? t('quality.code', { code: quality })
        : t(`quality.${name}`);
  return (
    <span className="flex w-fit items-center gap-1.5 font-semibold">
      <StateMark kind={WRONG.has(quality) ? 'medium' : 'stale'} size={14} />
      {known}
    </span>
  );
}
