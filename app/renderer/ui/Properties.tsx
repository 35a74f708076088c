import type { ReactNode } from 'react';

/** Names and values in two aligned columns. */
export function Properties({
  items,
}: {
  items: readonly (readonly [name: string, value: ReactNode] | null)[];
}) {
  return (
    <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-1">
      {items.map(
        (item) =>
          item && (
            <div key={item[0]} className="contents">
              <dt className="text-ink-3">{item[0]}</dt>
              <dd className="min-w-0">{item[1]}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
