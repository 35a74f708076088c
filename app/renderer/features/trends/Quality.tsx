import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { isGoodQuality } from '../../charts/model/quality.ts';
import { StateMark } from '../../ui/index.ts';

const STALE = 500;

/** Good quality is silent; any other says so by shape and word. */
export const Quality = memo(function Quality({ quality }: { quality: number }) {
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
});
