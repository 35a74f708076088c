import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Severity } from '../../../shared/contract/common.ts';

/** What a mark can say: a severity, or why there is none. Every kind has a shape of its own. */
export type MarkKind = Severity | 'hold' | 'stale' | 'nodata' | 'unjudged' | 'away';

const FILL: Record<Severity, string> = {
  critical: 'fill-critical',
  high: 'fill-high',
  medium: 'fill-medium',
  low: 'fill-low',
  normal: 'fill-transparent',
};
const DIGIT: Record<Exclude<Severity, 'normal'>, { text: string; y: number; className: string }> = {
  critical: { text: '1', y: 14.1, className: 'fill-on-critical' },
  high: { text: '2', y: 15.6, className: 'fill-on-high' },
  medium: { text: '3', y: 14.1, className: 'fill-on-medium' },
  low: { text: '4', y: 12.4, className: 'fill-on-low' },
};
const HOLD_BARS: Record<Severity, string> = {
  critical: 'stroke-on-critical',
  high: 'stroke-on-high',
  medium: 'stroke-on-medium',
  low: 'stroke-on-low',
  normal: 'stroke-ink',
};
const OUTLINE: Record<Severity, string> = {
  critical: 'M2.5 2.5h15v15h-15z',
  high: 'M10 1.2L19.2 18H.8z',
  medium: 'M10 .9L19.1 10 10 19.1.9 10z',
  low: 'M10 18.8L.8 2h18.4z',
  normal: 'M14 10a4 4 0 11-8 0 4 4 0 018 0z',
};

function severityShape(severity: Severity): ReactNode {
  const digit = severity === 'normal' ? null : DIGIT[severity];
  return (
    <>
      <path
        d={OUTLINE[severity]}
        className={`${FILL[severity]} ${severity === 'normal' ? 'stroke-ink-3' : 'stroke-ink'}`}
        strokeWidth={1.2}
        strokeLinejoin="round"
      />
      {digit && (
        <text x="10" y={digit.y} textAnchor="middle" className={`${digit.className} text-[11px] font-bold`}>
          {digit.text}
        </text>
      )}
    </>
  );
}

function shapeOf(kind: MarkKind, severity: Severity): ReactNode {
  switch (kind) {
    case 'hold':
      return (
        <>
          <path
            d="M6 1h8l5 5v8l-5 5H6l-5-5V6z"
            className={`${FILL[severity]} stroke-ink`}
            strokeWidth={1.2}
          />
          <path d="M7.6 6v8M12.4 6v8" className={HOLD_BARS[severity]} strokeWidth={2.4} />
        </>
      );
    case 'stale':
      return (
        <path
          d="M18 10a8 8 0 11-16 0 8 8 0 0116 0zM10 5v5.4l3.6 2.4"
          className="fill-raised stroke-ink"
          strokeWidth={1.8}
        />
      );
    case 'nodata':
      return (
        <>
          <circle
            cx="10"
            cy="10"
            r="8"
            className="fill-transparent stroke-ink"
            strokeWidth={1.8}
            strokeDasharray="3 2.6"
          />
          <path d="M4 16L16 4" className="stroke-ink" strokeWidth={1.8} />
        </>
      );
    case 'away':
      return (
        <path
          d="M2 2l16 16M6.5 6.5C4 9 4 12 6 14l-3.5 3.5M9 4.5l2-2M15.5 11l2-2M8.2 3.8l8 8c-1 1.2-2 2-3 2.4"
          className="fill-none stroke-ink"
          strokeWidth={1.8}
        />
      );
    case 'unjudged':
      return <path d="M4.5 10h11" className="stroke-ink-3" strokeWidth={2.2} />;
    default:
      return severityShape(kind);
  }
}

interface StateMarkProps {
  readonly kind: MarkKind;
  /** Colour of a `hold` mark. */
  readonly severity?: Severity;
  readonly size?: number;
  /** Read out where no text stands beside the mark. */
  readonly label?: boolean;
}

/** State by shape and digit first, by colour second. */
export function StateMark({ kind, severity = 'medium', size = 18, label = false }: StateMarkProps) {
  const { t } = useTranslation('common');
  const name = t(`state.${kind}`);
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      className="shrink-0"
      {...(label ? { role: 'img', 'aria-label': name } : { 'aria-hidden': true })}
    >
      {shapeOf(kind, severity)}
    </svg>
  );
}
