import { useSyncExternalStore } from 'react';

/** Server time minus this machine's time, so that an age is right on a screen whose clock is not. */
let offsetMs = 0;
let current = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function tick(): void {
  current = Date.now() + offsetMs;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || timer === undefined) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The server's time now in epoch milliseconds, renewed once a second by one timer for the whole window. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => current);
}

/** The server's time at the beginning of the present minute: for what only depends on the day. */
export function useMinute(): number {
  return useSyncExternalStore(subscribe, () => current - (current % 60_000));
}

export function serverNow(): number {
  return Date.now() + offsetMs;
}

/** Takes the server's own time from a message that has just arrived. Small differences are the way of the message. */
export function noteServerTime(at: string): void {
  const difference = Date.parse(at) - Date.now();
  if (Number.isNaN(difference)) return;
  offsetMs = Math.abs(difference) < 1_500 ? 0 : difference;
}
