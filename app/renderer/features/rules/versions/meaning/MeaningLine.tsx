import { useTranslation } from 'react-i18next';
import { useButOther } from './use-but-other.ts';
import { useMeaning } from './use-meaning.ts';

const SHORT_MS = 2_000;

/** In a line, how many kinds of inputs one version judges otherwise than another, and the way to them. */
export function MeaningLine({
  before,
  after,
  onShow,
}: {
  readonly before: number;
  readonly after: number;
  readonly onShow: () => void;
}) {
  const { t } = useTranslation('rule-meaning');
  const { state, diff, error } = useMeaning(before, after, SHORT_MS);
  const report = diff?.report;
  const count = report ? report.regions.length + report.regionsLeftOut : 0;
  const butOther = useButOther();
  const other = report && count === 0 ? butOther(report) : undefined;
  const text = () => {
    if (error !== null || state === 'failed' || state === 'cancelled') return t('lineFailed');
    if (!report) return t('running');
    if (report.incomparable.length > 0)
      return t('incomparable', { count: report.incomparable.length, names: report.incomparable.join(', ') });
    const isSearched = report.basis.kind === 'searched';
    if (count > 0) return t(isSearched ? 'found' : 'exactly', { count });
    return isSearched ? t('lineNone') : t('allSame');
  };
  return (
    <span className="inline-flex flex-wrap items-baseline gap-3" role="status">
      {text()}
      {other !== undefined && <span>{other}</span>}
      {(count > 0 || other !== undefined || (report?.incomparable.length ?? 0) > 0) && (
        <button type="button" className="underline" onClick={onShow}>
          {t('show')}
        </button>
      )}
    </span>
  );
}
