import { useId, type ReactNode } from 'react';

/** A part of the card: a heading and a hairline, no box. */
export function CardSection({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="border-t border-line px-3 pt-2 pb-3">
      <h3 id={id} className="mb-1 text-sm font-semibold text-ink-3">
        {title}
      </h3>
      {children}
    </section>
  );
}
