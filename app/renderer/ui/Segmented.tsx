import { ToggleGroup } from 'radix-ui';
import { useRef, type ReactNode } from 'react';

interface SegmentedProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly choices: readonly { readonly value: T; readonly label: ReactNode; readonly name?: string }[];
  readonly disabled?: boolean;
}

/** One of a few choices, all in sight. */
export function Segmented<T extends string>({
  label,
  value,
  onChange,
  choices,
  disabled,
}: SegmentedProps<T>) {
  // As in any group of radio buttons, arrows choose.
  const isByArrow = useRef(false);
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      disabled={disabled ?? false}
      onValueChange={(next) => {
        if (next !== '') onChange(next as T);
      }}
      onKeyDownCapture={({ key }) => (isByArrow.current = key.startsWith('Arrow'))}
      className="inline-flex max-w-full flex-wrap rounded-sm border border-line-strong bg-raised"
    >
      {choices.map((choice) => (
        <ToggleGroup.Item
          key={choice.value}
          value={choice.value}
          {...(choice.name ? { 'aria-label': choice.name } : {})}
          onFocus={() => {
            if (isByArrow.current && choice.value !== value) onChange(choice.value);
            isByArrow.current = false;
          }}
          className="inline-flex min-h-10 min-w-10 items-center justify-center gap-1.5 px-3 whitespace-nowrap not-first:border-l not-first:border-line hover:bg-selected disabled:text-disabled data-[state=on]:bg-action data-[state=on]:font-medium data-[state=on]:text-on-action"
        >
          {choice.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
