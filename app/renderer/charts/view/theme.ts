import { SEVERITIES } from '../../../../shared/contract/common.ts';
import type { ChartTheme } from '../worker/protocol.ts';

/**
 * Pen colours: muted, told apart with the common colour-vision deficiencies (hues after Paul Tol's "muted" scheme, 2021), at
 * least 3:1 against the plot, and away from the red, orange and yellow of abnormal states. Order: neighbours differ most.
 */
const LIGHT = [
  '#332288',
  '#1f7a6d',
  '#882255',
  '#3a7096',
  '#6f6a1f',
  '#7d5ba6',
  '#4f5b66',
  '#117733',
  '#8a5a2b',
  '#2a4d8f',
  '#a0527f',
  '#5c7a29',
];
const DARK = [
  '#88ccee',
  '#c9b884',
  '#5cc4b2',
  '#d79ac4',
  '#a9b0ee',
  '#a3c585',
  '#c8ced6',
  '#c79b74',
  '#6fa3d8',
  '#b6b65c',
  '#b58ad6',
  '#7fb8a0',
];
const CONTRAST = [
  '#9adcff',
  '#e6d59a',
  '#6fe3cd',
  '#f0aede',
  '#bcc3ff',
  '#bde69a',
  '#ffffff',
  '#e3b587',
  '#86bdf5',
  '#d6d66e',
  '#d3a6f5',
  '#96dbbf',
];

const PALETTES: Readonly<Record<string, readonly string[]>> = {
  light: LIGHT,
  dark: DARK,
  contrast: CONTRAST,
};

function themeName(): string {
  return document.documentElement.dataset['theme'] ?? 'light';
}

/** Colours of the pens in the present theme, by index. */
export function penPalette(): readonly string[] {
  return PALETTES[themeName()] ?? LIGHT;
}

/** Opacity of the line colour as grid, in hexadecimal: it guides and never competes. */
const GRID_ALPHA: Readonly<Record<string, string>> = { light: '66', dark: 'cc', contrast: '55' };

/** The design tokens as the worker needs them. */
export function readChartTheme(): ChartTheme {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string, fallback: string): string => style.getPropertyValue(name).trim() || fallback;
  const severity = Object.fromEntries(
    SEVERITIES.map((name) => [name, token(name === 'normal' ? '--line-strong' : `--${name}`, '#666666')]),
  ) as ChartTheme['severity'];
  return {
    plot: token('--raised', '#eff0f1'),
    grid: `${token('--line', '#a9adb3')}${GRID_ALPHA[themeName()] ?? '66'}`,
    axis: token('--line-strong', '#5f666e'),
    text: token('--ink-2', '#363b42'),
    textWeak: token('--ink-3', '#464c54'),
    font: token('--font-ui', 'sans-serif'),
    pens: penPalette(),
    severity,
    onMarker: token('--on-medium', '#14171a'),
  };
}

/** Calls `listener` when the theme changes; returns the way to stop. */
export function onThemeChange(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}
