import { REPORT, type Logger } from '../../platform/log.ts';

export type ListenerLog = Pick<Logger, 'error'>;

/** Listeners called in order; one that throws is logged and does not keep the others from being called. */
export function createListeners<T>(log: ListenerLog) {
  const listeners = new Set<(value: T) => void>();
  return {
    add(listener: (value: T) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    call(value: T): void {
      for (const listener of listeners) {
        try {
          listener(value);
        } catch (error) {
          log.error({ error, action: REPORT }, 'a listener of committed samples failed');
        }
      }
    },
  };
}
