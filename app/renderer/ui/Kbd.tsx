/** Keys as they stand on the keyboard, e.g. `Ctrl+K` or `g o` (one after the other). */
export function Kbd({ keys }: { keys: string }) {
  return (
    <span className="inline-flex items-center gap-1 whitespace-nowrap">
      {keys.split(' ').map((key) => (
        <kbd
          key={key}
          className="rounded-sm border border-line-strong bg-raised px-1.5 py-px font-mono text-xs text-ink"
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}
