import { memo, useSyncExternalStore } from 'react';
import { onThemeChange, penPalette } from './view/theme.ts';

interface PenSwatchProps {
  /** The pen's index in the palette. */
  readonly color: number;
  readonly hidden?: boolean;
}

/** A short piece of a pen's line. */
export const PenSwatch = memo(function PenSwatch({ color, hidden = false }: PenSwatchProps) {
  const palette = useSyncExternalStore(onThemeChange, penPalette);
  const stroke = palette[color % palette.length];
  return (
    <svg aria-hidden width="26" height="12" viewBox="0 0 26 12" fill="none" className="shrink-0">
      <path d="M1 6h24" stroke={stroke} strokeWidth={3} opacity={hidden ? 0.25 : 1} />
      {hidden && <path d="M7 11L19 1" className="stroke-ink-3" strokeWidth={1.5} />}
    </svg>
  );
});
