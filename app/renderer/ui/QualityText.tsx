import { useTranslation } from 'react-i18next';
import { QUALITY } from '../../../shared/contract/common.ts';
import { StateMark } from './StateMark.tsx';

/** A quality code in words; anything but good carries a mark. */
export function QualityText({ quality }: { quality: number | undefined }) {
  const { t } = useTranslation('common');
  if (quality === undefined) return <span className="text-ink-3">–</span>;
  if (quality === QUALITY.good) return <span className="text-ink-3">{t('quality.good')}</span>;
  const known =
    quality === QUALITY.bad
      ? t('quality.bad')
      : quality === QUALITY.stale
        ? t('quality.stale')
        : quality === QUALITY.clockSuspect
          ? t('quality.clockSuspect')
          : t('quality.code', { code: quality });
  return (
    <span className="flex w-fit items-center gap-1.5 font-semibold">
      <StateMark kind={quality === QUALITY.bad ? 'medium' : 'stale'} size={14} />
      {known}
    </span>
  );
}
