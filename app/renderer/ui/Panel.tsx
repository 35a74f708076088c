import { useId, type ReactNode } from 'react';
import { classNames } from './class-names.ts';

interface PanelProps {
  readonly title: ReactNode;
  readonly aside?: ReactNode;
  readonly className?: string;
  readonly bodyClassName?: string;
  readonly children: ReactNode;
}

/** A titled region of a page. Panels stand side by side; they are never put into each other. */
export function Panel({ title, aside, className, bodyClassName, children }: PanelProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className={classNames('flex min-h-0 min-w-0 flex-col border border-line bg-panel', className)}
    >
      <header className="flex min-h-10 shrink-0 items-center gap-3 border-b border-line bg-sunken px-3">
        <h2 id={id} className="font-semibold whitespace-nowrap">
          {title}
        </h2>
        <div className="ml-auto flex min-w-0 items-center gap-3 text-sm text-ink-2">{aside}</div>
      </header>
      <div className={classNames('min-h-0 grow', bodyClassName)}>{children}</div>
    </section>
  );
}
