const DAY_MS = 86_400_000;

export interface Growth {
  /** Of the packed samples now. */
  readonly bytes: number;
  readonly budgetBytes: number | null;
  /** Null where it cannot be told yet. */
  readonly bytesPerDay: number | null;
  /** On the disk of the data folder. */
  readonly freeBytes: number;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What is reached first at this rate, and when (epoch milliseconds); null where nothing grows. */
export function forecast(growth: Growth): { limit: 'budget' | 'disk'; fullAt: number } | null {
  const { bytes, budgetBytes, bytesPerDay, freeBytes, now } = growth;
  if (bytesPerDay === null || bytesPerDay <= 0) return null;
  const after = (left: number) => now + (Math.max(0, left) / bytesPerDay) * DAY_MS;
  const left = budgetBytes === null ? Infinity : budgetBytes - bytes;
  return left <= freeBytes
    ? { limit: 'budget', fullAt: after(left) }
    : { limit: 'disk', fullAt: after(freeBytes) };
}
