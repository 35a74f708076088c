import { useState } from 'react';

interface Held<T> {
  readonly value: T;
  readonly held: boolean;
  /** To be put on the element whose content must stand still while it is pointed at or has the focus. */
  readonly handlers: {
    onPointerEnter: () => void;
    onPointerLeave: () => void;
    onFocus: () => void;
    onBlur: (event: React.FocusEvent) => void;
  };
}

/** Keeps a live value still while a person is at it, so that a click hits what was meant. There must be something to hit. */
export function useHeld<T>(value: T, worthHolding: boolean): Held<T> {
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  const [kept, setKept] = useState<{ value: T } | null>(null);
  const held = (pointed || focused) && (kept !== null || worthHolding);
  if (held && kept === null) setKept({ value });
  if (!held && kept !== null) setKept(null);
  return {
    value: held && kept !== null ? kept.value : value,
    held,
    handlers: {
      onPointerEnter: () => setPointed(true),
      onPointerLeave: () => setPointed(false),
      onFocus: () => setFocused(true),
      onBlur: (event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setFocused(false);
      },
    },
  };
}
