/** Pages in one question: some 20 ms of a reader, among which others get their turn. */
const SLICE_PAGES = 2_048;
const BETWEEN_SLICES_MS = 50;
const FIRST_AFTER_MS = 2_000;
const EVERY_MS = 24 * 3_600_000;
/** A page that is being written just now is whole a moment later. */
const LOOKS = 4;
const BETWEEN_LOOKS_MS = 100;

interface Patrol {
  /** The first damaged page of a slice; 0 where none is; null past the end, or where pages are not sealed. */
  look(from: number, count: number): Promise<number | null>;
  onDamage(page: number): void;
}

/**
 * Reads every page of an open store beside its work, soon after it was opened and then daily, so that damage is found before somebody
 * needs what was there. Returns what ends it.
 */
export function patrolPages({ look, onDamage }: Patrol): () => void {
  let timer: NodeJS.Timeout;
  let isEnded = false;
  const after = (ms: number, next: () => Promise<void>) => {
    if (isEnded) return;
    // What the store says when it fails is heard elsewhere.
    timer = setTimeout(() => void next().catch(() => after(EVERY_MS, () => slice(1))), ms);
    timer.unref();
  };
  const slice = async (from: number): Promise<void> => {
    let page = await look(from, SLICE_PAGES);
    for (let looks = 1; page !== null && page > 0 && looks < LOOKS; looks += 1) {
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_LOOKS_MS).unref());
      page = await look(page, 1);
    }
    if (isEnded) return;
    if (page === null) after(EVERY_MS, () => slice(1));
    else if (page === 0) after(BETWEEN_SLICES_MS, () => slice(from + SLICE_PAGES));
    else onDamage(page);
  };
  after(FIRST_AFTER_MS, () => slice(1));
  return () => {
    isEnded = true;
    clearTimeout(timer);
  };
}
