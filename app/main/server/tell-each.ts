/**
 * Tells each in turn. One that throws, e.g. over a page that was destroyed this moment, is written down and keeps nobody
 * else from being told.
 */
export function tellEach<T>(what: string, listeners: Iterable<T>, tell: (listener: T) => void): void {
  for (const listener of listeners) {
    try {
      tell(listener);
    } catch (error) {
      console.error(
        `${what} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
    }
  }
}
