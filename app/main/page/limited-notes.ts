const MINUTE_MS = 60_000;

/** Lets so many through each minute, and then says once how many there were beyond that. */
export function limitedTo(most: number, note: (text: string) => void, now: () => number) {
  let since = -Infinity;
  let count = 0;
  return (text: string): void => {
    if (now() - since >= MINUTE_MS) {
      if (count > most) note(`${count - most} more errors of pages were not written down`);
      since = now();
      count = 0;
    }
    count += 1;
    if (count <= most) note(text);
  };
}
