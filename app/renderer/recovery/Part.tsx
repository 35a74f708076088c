import type { ReactNode } from 'react';

interface PartProps {
  readonly title: string;
  readonly text: string;
  /** The way to do it. */
  readonly children: ReactNode;
  /** How it went, or what it needs further. */
  readonly below?: ReactNode;
}

/** One way out: what it does, and the button that does it. */
export function Part({ title, text, children, below }: PartProps) {
  return (
    <li className="flex flex-col gap-3 border-b border-line p-4 last:border-b-0">
      <div className="flex flex-wrap items-center gap-4">
        <div className="min-w-60 grow basis-0">
          <h2 className="font-semibold">{title}</h2>
          <p className="text-ink-2">{text}</p>
        </div>
        {children}
      </div>
      {below}
    </li>
  );
}

/** What did not work, in the words of the program that failed. */
export function Failed({ title, reason }: { title: string; reason: string }) {
  return (
    <div role="alert" className="border border-l-8 border-line border-l-high bg-raised px-3 py-2">
      <p className="font-medium">{title}</p>
      <p className="font-mono text-sm wrap-anywhere whitespace-pre-line">{reason}</p>
    </div>
  );
}

/** What worked. */
export function Done({ children }: { children: ReactNode }) {
  return (
    <p
      role="status"
      className="border border-l-8 border-line border-l-line-strong bg-raised px-3 py-2 wrap-anywhere"
    >
      {children}
    </p>
  );
}
