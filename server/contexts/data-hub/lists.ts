import type { Tag, Topic } from '../../../shared/contract/data-hub.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import type { DataHubService } from './data-hub.service.ts';
import type { HubMemory } from './domain/memory.ts';
import type { TagState, TopicState } from './domain/state.ts';
import type { DataHubStore } from './ports.ts';

interface ListOptions {
  readonly memory: HubMemory;
  readonly store: DataHubStore;
  readonly now: () => number;
}

function instant(at: number): string {
  return new Date(at).toISOString();
}

function tagOf({ path, last, counters }: TagState): Tag {
  return {
    path,
    last:
      last === null
        ? null
        : {
            value: last.value,
            quality: last.quality,
            at: instant(last.at),
            receivedAt: instant(last.receivedAt),
          },
    counters,
  };
}

function topicOf({ topic, counters, lastReceivedAt }: TopicState): Topic {
  return { topic, counters, lastReceivedAt: instant(lastReceivedAt) };
}

function encodeCursor(place: string): string {
  return Buffer.from(place, 'utf8').toString('base64url');
}

function decodeCursor(cursor: string | undefined): string | undefined {
  return cursor === undefined ? undefined : Buffer.from(cursor, 'base64url').toString('utf8');
}

/** The page after a place, from items in rising order of their key; one more is looked for to know of a next page. */
function pageAfter<T>(
  items: Iterable<T>,
  keyOf: (item: T) => string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): { items: T[]; nextCursor?: string } {
  const after = decodeCursor(cursor);
  const all = [...items].filter((item) => after === undefined || keyOf(item) > after);
  all.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const page = all.slice(0, limit);
  const last = page[page.length - 1];
  return last === undefined || all.length <= limit
    ? { items: page }
    : { items: page, nextCursor: encodeCursor(keyOf(last)) };
}

/** The cursor of a list that goes by falling ids. Error `VALIDATION_FAILED`. */
function idCursor(cursor: string | undefined): number | null {
  const before = cursor === undefined ? null : Number(cursor);
  if (before === null || Number.isSafeInteger(before)) return before;
  const message = 'not one this list has given';
  throw new AppError('VALIDATION_FAILED', `cursor: ${message}`, [{ path: 'cursor', message }]);
}

/**
 * Tags by path and topics by name: neither has a time that stays, so their keyset pages follow the name. Unreadable
 * payloads come newest first.
 */
export function createLists({
  memory,
  store,
  now,
}: ListOptions): Omit<DataHubService, 'samples' | 'exportPart'> {
  return {
    async tags({ search, equipment, ...page }) {
      const needle = search?.normalize('NFC').toLowerCase() ?? '';
      const from = equipment === undefined ? memory.tags.keys() : memory.tagsOf(equipment);
      const paths = [...from].filter((path) => path.toLowerCase().includes(needle));
      const { items, nextCursor } = pageAfter(paths, (path) => path, page);
      const tags = items.flatMap((path) => {
        const tag = memory.tags.get(path);
        return tag === undefined ? [] : [tagOf(tag)];
      });
      return nextCursor === undefined ? { items: tags } : { items: tags, nextCursor };
    },
    async tag(path) {
      const tag = memory.tags.get(path);
      if (tag === undefined) throw new AppError('TAG_NOT_FOUND', `no tag ${path} is known`);
      return tagOf(tag);
    },
    async topics(page) {
      const { items, nextCursor } = pageAfter(memory.topics.values(), (topic) => topic.topic, page);
      const topics = items.map(topicOf);
      return nextCursor === undefined ? { items: topics } : { items: topics, nextCursor };
    },
    async unreadable({ cursor, limit }) {
      const items = await store.unreadable(idCursor(cursor), limit);
      const last = items[items.length - 1];
      return last === undefined || items.length < limit ? { items } : { items, nextCursor: String(last.id) };
    },
    async removals({ cursor, limit }) {
      const items = await store.history.removals(idCursor(cursor), limit);
      const last = items[items.length - 1];
      const rows = items.map(({ id: _id, at, from, to, ...rest }) => ({
        ...rest,
        at: instant(at),
        from: instant(from),
        to: instant(to),
      }));
      return last === undefined || items.length < limit
        ? { items: rows }
        : { items: rows, nextCursor: String(last.id) };
    },
    views: () => store.views.all(),
    async saveView(view) {
      const saved = { ...view, updatedAt: instant(now()) };
      await store.views.save(saved);
      return saved;
    },
    async deleteView(id) {
      return { deleted: await store.views.remove(id) };
    },
  };
}
