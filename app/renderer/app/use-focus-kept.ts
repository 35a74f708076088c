import { useEffect } from 'react';

/** Takes the focus without being a stop of Tab: the next Tab goes on from here, and Enter does nothing. */
function hold(place: HTMLElement): void {
  if (!place.hasAttribute('tabindex')) {
    place.tabIndex = -1;
    place.addEventListener('blur', () => place.removeAttribute('tabindex'), { once: true });
  }
  place.focus({ preventScroll: true });
}

/** Where the element that had the focus was, if it is gone or can no longer have it. */
function placeOfLost(last: Element | null, records: readonly MutationRecord[]): Node | null | undefined {
  const { activeElement: at, body } = document;
  if (at !== null && at !== body) return at.matches(':disabled') ? at.parentElement : null;
  return records.find(({ removedNodes }) => [...removedNodes].some((node) => node.contains(last)))?.target;
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
      if (place instanceof HTMLElement && place !== document.body) hold(place);
    });
    document.addEventListener('focusin', remember);
    observer.observe(document.body, { subtree: true, childList: true, attributeFilter: ['disabled'] });
    return () => {
      document.removeEventListener('focusin', remember);
      observer.disconnect();
    };
  }, []);
}
