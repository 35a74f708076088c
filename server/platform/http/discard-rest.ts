import type { IncomingMessage } from 'node:http';

/** More than any batch; who sends more than that is cut off with the answer. */
const MOST_BYTES = 32 * 1_048_576;
const MOST_MS = 5_000;
/** Who sends nothing for so long has stopped, and may be waiting for the answer. */
const SILENT_MS = 500;

/**
 * Reads and throws away what a client still sends of a request that is answered already: with its connection closed in the
 * middle of its body most clients see a broken connection, and never the answer. Ends early for a body that is too long or too slow.
 */
export async function discardRest(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return;
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > MOST_BYTES) return;
  await new Promise<void>((resolve) => {
    const startedAt = performance.now();
    let bytes = 0;
    const count = (part: Uint8Array) => {
      bytes += part.length;
      if (bytes > MOST_BYTES || performance.now() - startedAt > MOST_MS) done();
      else silence.refresh();
    };
    const silence = setTimeout(done, SILENT_MS);
    const ends = ['end', 'close', 'error'] as const;
    function done(): void {
      clearTimeout(silence);
      request.off('data', count);
      for (const event of ends) request.off(event, done);
      resolve();
    }
    for (const event of ends) request.on(event, done);
    request.on('data', count);
    request.resume();
  });
}
