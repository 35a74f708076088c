/** What the list needs to know of a judgment. */
export interface Listed {
  readonly id: string;
  readonly at: string;
}

export interface ListPage<T> {
  readonly items: readonly T[];
  readonly nextCursor?: string | undefined;
}

export interface LiveList<T extends Listed> {
  /** On screen, newest first. */
  readonly shown: readonly T[];
  /** Newer than what was on screen when someone began to read; they come in when asked for. */
  readonly waiting: readonly T[];
  /** More may have come than one page holds: letting them in starts the list afresh. */
  readonly gap: boolean;
  /** Where older ones go on; undefined at the end. */
  readonly nextCursor: string | undefined;
  /** Cursor of the newest page, for a fresh start. */
  readonly headCursor: string | undefined;
  readonly loaded: boolean;
}

/** Above this the list shrinks back to its newest page while nobody reads; twelve hours must not fill the memory. */
const MOST_SHOWN = 2_000;

export function emptyList<T extends Listed>(): LiveList<T> {
  return { shown: [], waiting: [], gap: false, nextCursor: undefined, headCursor: undefined, loaded: false };
}

function newestFirst(a: Listed, b: Listed): number {
  const [timeA, timeB] = [Date.parse(a.at), Date.parse(b.at)];
  if (timeA !== timeB) return timeB - timeA;
  return a.id < b.id ? 1 : a.id > b.id ? -1 : 0;
}

function merge<T extends Listed>(...lists: readonly (readonly T[])[]): T[] {
  const byId = new Map<string, T>();
  for (const list of lists) for (const item of list) if (!byId.has(item.id)) byId.set(item.id, item);
  return [...byId.values()].sort(newestFirst);
}

/**
 * Takes in the newest page. While someone reads (`hold`) nothing moves: newcomers wait, known ones are renewed in
 * place. Without hold they come in at the top.
 */
export function withHead<T extends Listed>(list: LiveList<T>, page: ListPage<T>, hold: boolean): LiveList<T> {
  const head = { headCursor: page.nextCursor, loaded: true };
  const fresh = { ...head, shown: page.items, waiting: [], gap: false, nextCursor: page.nextCursor };
  if (!list.loaded || list.shown.length === 0) return fresh;
  const renewed = new Map(page.items.map((item) => [item.id, item]));
  const known = new Set([...list.shown, ...list.waiting].map(({ id }) => id));
  const oldest = list.shown.at(-1);
  const newcomers = page.items.filter(
    (item) => !known.has(item.id) && (oldest === undefined || newestFirst(item, oldest) < 0),
  );
  const overlaps = page.items.some(({ id }) => known.has(id));
  const gap = list.gap || (!overlaps && page.items.length > 0);
  const shown = list.shown.map((item) => renewed.get(item.id) ?? item);
  const waiting = gap && !overlaps ? [...page.items] : merge(newcomers, list.waiting);
  if (hold) return { ...list, ...head, shown, waiting, gap };
  if (gap || shown.length > MOST_SHOWN) return fresh;
  return { ...list, ...head, shown: merge(waiting, shown), waiting: [], gap: false };
}

/** Lets the waiting ones in. */
export function release<T extends Listed>(list: LiveList<T>): LiveList<T> {
  if (list.gap) return { ...list, shown: list.waiting, waiting: [], gap: false, nextCursor: list.headCursor };
  return { ...list, shown: merge(list.waiting, list.shown), waiting: [] };
}

/** Adds the next older page at the end. */
export function withOlder<T extends Listed>(list: LiveList<T>, page: ListPage<T>): LiveList<T> {
  return { ...list, shown: merge(list.shown, page.items), nextCursor: page.nextCursor };
}

/** The item `step` rows away from the one with this id, kept inside the list; the first when none is chosen. */
export function neighbour<T extends Listed>(
  list: readonly T[],
  id: string | undefined,
  step: number,
): T | undefined {
  const index = list.findIndex((item) => item.id === id);
  if (index < 0) return list[0];
  return list[Math.min(list.length - 1, Math.max(0, index + step))];
}
