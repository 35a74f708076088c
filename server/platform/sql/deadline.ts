import { SqlFault } from './fault.ts';

/** What the server's own time limit is given beyond its time before the session is given up. */
const GRACE_MS = 2_000;

/**
 * The answer, or fault `TOO_SLOW` where it does not come even after the server's own time limit: a server that is frozen
 * or a network that swallows packets. `giveUp` must end what is under way.
 */
export async function within<T>(milliseconds: number, answer: Promise<T>, giveUp: () => void): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new SqlFault('TOO_SLOW', { seconds: milliseconds / 1_000 }));
      giveUp();
    }, milliseconds + GRACE_MS);
  });
  answer.catch(() => {});
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A query as a table of its own. The line break keeps a comment at its end from swallowing what follows. */
export const asTable = (query: string): string => `(\n${query.trim().replace(/;+\s*$/, '')}\n) AS q`;
