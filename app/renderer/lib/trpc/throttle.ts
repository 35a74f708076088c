/** Runs `action` at once, then at most once per `everyMs` while asked; the last request is never lost. */
export function createThrottle(everyMs: number, action: () => void): () => void {
  let waiting = false;
  let asked = false;
  const run = (): void => {
    asked = false;
    waiting = true;
    action();
    setTimeout(() => {
      waiting = false;
      if (asked) run();
    }, everyMs);
  };
  return () => {
    if (waiting) asked = true;
    else run();
  };
}
