import type { ReactNode } from 'react';

interface RunningNoticeProps {
  readonly title: string;
  /** What the share is of. */
  readonly label: string;
  /** From 0 to 1. */
  readonly share: number;
  /** How far it is, in words. */
  readonly children: ReactNode;
  /** The way to end it. */
  readonly action: ReactNode;
}

/** What stands where a result will be while it is worked out. */
export function RunningNotice({ title, label, share, children, action }: RunningNoticeProps) {
  return (
    <div className="flex h-full flex-col items-center justify-center gap-3 p-6">
      <p className="text-lg font-medium">{title}</p>
      <progress aria-label={label} value={share} max={1} className="h-3 w-full max-w-160 accent-action" />
      <p role="status" className="text-ink-2">
        {children}
      </p>
      {action}
    </div>
  );
}
