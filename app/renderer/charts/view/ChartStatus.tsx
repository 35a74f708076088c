import { useTranslation } from 'react-i18next';
import type { ChartState } from '../types.ts';

/** What is missing in the picture, said in the picture: nothing chosen, nothing there, still coming, not to be had. */
export function ChartStatus({ state, pens }: { state: ChartState; pens: number }) {
  const { t } = useTranslation('charts');
  const { t: common } = useTranslation('common');
  const failure = state.failed[0];
  const empty = pens > 0 && state.loading === 0 && state.failed.length === 0 && state.empty.length === pens;
  const lines = [
    ...(state.live === 'lost' ? [t('lost')] : []),
    ...(failure
      ? [t('failed', { count: state.failed.length, reason: common(`error.${failure.message}`) })]
      : []),
    ...(state.loading > 0 ? [t('loading', { count: state.loading })] : []),
    ...(state.damaged.length > 0 ? [t('damagedPens', { count: state.damaged.length })] : []),
    ...(empty ? [t('empty')] : []),
  ];
  if (lines.length === 0) return null;
  return (
    <div
      role="status"
      className="pointer-events-none absolute right-6 bottom-18 left-20 flex flex-wrap justify-center gap-2 text-sm"
    >
      {lines.map((line) => (
        <span key={line} className="rounded-sm border border-line-strong bg-raised px-2 py-0.5 text-ink">
          {line}
        </span>
      ))}
    </div>
  );
}
