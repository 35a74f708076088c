import { app } from 'electron';

/** Within this `stop` has killed what does not end by itself; a little more than it takes. */
const STOP_PATIENCE_MS = 4_500;

/** Who starts the app while it still ends is not lost: it starts anew as soon as it has ended. */
function startAgainWhenAsked(): void {
  app.removeAllListeners('second-instance');
  app.once('second-instance', () => app.relaunch());
}

/**
 * Ends the app only after `stop`, but ends it in any case: also when `stop` fails, never comes back, or has nothing to wait
 * for. The end is `app.exit`, not a second `app.quit`: Electron takes a quit that falls into the event of the first for a
 * repetition and drops it, and the app would stay on without a window.
 */
export function stopBeforeQuit(stop: () => Promise<void>): void {
  let isStopping = false;
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (isStopping) return;
    isStopping = true;
    startAgainWhenAsked();
    const patience = new Promise((resolve) => setTimeout(resolve, STOP_PATIENCE_MS));
    void Promise.race([stop(), patience]).finally(() => app.exit());
  });
}
