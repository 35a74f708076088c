import { useEffect } from 'react';
import { holdFocus } from '../ui/index.ts';

/** Where the element that had the focus `last` was, if it is gone or can no longer have it. */
function placeOfLost(last: Element | null, records: readonly MutationRecord[]): Node | null | undefined {
  const { activeElement: at, body } = document;
  // Browsers differ in when what is disabled stops being the active element.
  const held = at === null || at === body ? last : at;
  if (held?.isConnected) return held.matches(':disabled') ? held.parentElement : null;
  return records.find(({ removedNodes }) => [...removedNodes].some((node) => node.contains(held)))?.target;
}

/**
 * An element that goes away or is disabled (a button that has done its work) hands the focus to what it stood in, so that whoever
 * works by keyboard stays where they were. Dialogs give theirs back by themselves.
 */
export function useFocusKept(): void {
  useEffect(() => {
    let last: Element | null = null;
    const remember = ({ target }: FocusEvent) => {
      last = target instanceof Element ? target : null;
    };
    const observer = new MutationObserver((records) => {
      const place = placeOfLost(last, records);
      if (place instanceof HTMLElement && place !== document.body) holdFocus(place);
    });
    document.addEventListener('focusin', remember);
    observer.observe(document.body, { subtree: true, childList: true, attributeFilter: ['disabled'] });
    return () => {
      document.removeEventListener('focusin', remember);
      observer.disconnect();
    };
  }, []);
}
