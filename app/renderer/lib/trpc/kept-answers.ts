import type { z } from 'zod';

/** An answer of the server, and when it gave it in epoch milliseconds. */
export interface KeptAnswer {
  readonly data: unknown;
  readonly at: number;
}

/**
 * Answers as they were kept, each by its own contract. What an earlier version has left and no longer fits, or what is none of ours, is null
 * there: the window then waits for the server.
 */
export function readKeptAnswers(text: string | null, schemas: readonly z.ZodType[]): (KeptAnswer | null)[] {
  let kept: unknown;
  try {
    kept = JSON.parse(text ?? '[]');
  } catch {
    kept = [];
  }
  return schemas.map((schema, index) => {
    const entry: unknown = Array.isArray(kept) ? kept[index] : null;
    if (entry === null || typeof entry !== 'object' || !('data' in entry) || !('at' in entry)) return null;
    const read = schema.safeParse(entry.data);
    return read.success && typeof entry.at === 'number' ? { data: read.data, at: entry.at } : null;
  });
}
