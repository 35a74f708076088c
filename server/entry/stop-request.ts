const request = new AbortController();

/** Aborted as soon as this process has been asked to end. */
export const stopRequest: AbortSignal = request.signal;

/** Asks this process to end. */
export function requestStop(): void {
  request.abort();
}

/** From now on a signal asks the process to end instead of ending it on the spot, whatever it is in the middle of. */
export function takeStopSignals(): void {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, requestStop);
}
