interface ProgressBarProps {
  readonly label: string;
  readonly done: number;
  readonly total: number;
}

/** How far something is, in words and as a bar. */
export function ProgressBar({ label, done, total }: ProgressBarProps) {
  const share = total > 0 ? Math.min(1, done / total) : 0;
  return (
    <div className="flex flex-col gap-1">
      <p className="flex justify-between gap-3 text-sm text-ink-2">
        <span>{label}</span>
        <span className="tabular-nums">{Math.floor(share * 100)} %</span>
      </p>
      <progress aria-label={label} value={share} max={1} className="h-3 w-full accent-action" />
    </div>
  );
}
