import type { PlotArea } from '../worker/protocol.ts';

export interface Overlay {
  readonly element: HTMLElement;
  /** Puts the cursor line at a fraction of the plot; null hides it. */
  place(area: PlotArea, cursor: number | null): void;
  label(text: string): void;
  box(area: PlotArea | undefined, box: { from: number; to: number } | null): void;
}

function part(className: string): HTMLElement {
  const element = document.createElement('div');
  element.className = `pointer-events-none absolute ${className}`;
  element.hidden = true;
  return element;
}

/** What follows the pointer: it is an element, not a drawing, so that it never waits for the curves. */
export function createOverlay(): Overlay {
  const element = document.createElement('div');
  element.setAttribute('aria-hidden', 'true');
  const line = part('left-0 w-px bg-ink');
  const label = part(
    'top-0 left-0 rounded-sm border border-line-strong bg-raised px-1 text-xs whitespace-nowrap text-ink',
  );
  const box = part('border-x border-ink bg-selected opacity-50');
  element.append(box, line, label);
  let width = 0;
  return {
    element,
    place(area, cursor) {
      line.hidden = cursor === null;
      label.hidden = cursor === null || label.textContent === '';
      if (cursor === null) return;
      const x = Math.round(area.left + (area.right - area.left) * cursor);
      line.style.top = `${area.top}px`;
      line.style.height = `${area.bottom - area.top}px`;
      line.style.transform = `translateX(${x}px)`;
      const leftmost = Math.min(area.right - width, Math.max(area.left, x - width / 2));
      label.style.transform = `translateX(${leftmost}px)`;
    },
    label(text) {
      if (text === label.textContent) return;
      const resized = text.length !== label.textContent?.length;
      label.textContent = text;
      label.hidden = text === '' || line.hidden;
      if (resized && !label.hidden) width = label.offsetWidth;
    },
    box(area, shown) {
      box.hidden = shown === null || area === undefined;
      if (!shown || !area) return;
      const plot = area.right - area.left;
      const from = area.left + plot * Math.max(0, Math.min(shown.from, shown.to));
      const to = area.left + plot * Math.min(1, Math.max(shown.from, shown.to));
      box.style.left = `${from}px`;
      box.style.width = `${to - from}px`;
      box.style.top = `${area.top}px`;
      box.style.height = `${area.bottom - area.top}px`;
    },
  };
}
