const WIDTH = 72;
const HEIGHT = 20;
const STEPS = 60;

/** The last five minutes, newest at the right; the number beside it says how much it is. */
export function Sparkline({ values }: { values: readonly number[] }) {
  if (values.length < 2) return null;
  const most = Math.max(...values, 1e-9);
  const step = WIDTH / (STEPS - 1);
  const from = WIDTH - (values.length - 1) * step;
  const points = values
    .map(
      (value, index) =>
        `${(from + index * step).toFixed(1)},${(HEIGHT - 1 - (value / most) * (HEIGHT - 2)).toFixed(1)}`,
    )
    .join(' ');
  return (
    <svg aria-hidden width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="shrink-0">
      <polyline points={points} fill="none" className="stroke-ink-2" strokeWidth={1.2} />
    </svg>
  );
}
