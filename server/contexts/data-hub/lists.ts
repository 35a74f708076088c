import type { SavedView, Tag, TagNames, Topic } from '../../../shared/contract/data-hub.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import { idCursor, nextIdCursor } from '../../../shared/util/id-pages.ts';
import type { DataHubService } from './data-hub.service.ts';
import type { HistoryAnswers } from './history-answers.ts';
import type { HubMemory } from './domain/memory.ts';
import type { TopicState } from './domain/state.ts';
import type { TagRegistry } from './domain/tags/registry.ts';
import { TagSearch } from './domain/tags/search.ts';
import { unitOf } from './domain/tags/settings.ts';
import type { DataHubStore } from './ports.ts';
import type { DerivedTagService } from './derived-tags.ts';
import type { TagSheetService } from './tag-sheets.ts';
import { createStoragePreview } from './storage-preview.ts';
import { tagOf, type TagService } from './tags.ts';

interface ListOptions {
  readonly memory: HubMemory;
  readonly store: DataHubStore;
  readonly now: () => number;
}

function instant(at: number): string {
  return new Date(at).toISOString();
}

function topicOf({ topic, source, counters, lastReceivedAt }: TopicState): Topic {
  return { topic, source, counters, lastReceivedAt: instant(lastReceivedAt) };
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

/** Pens are kept by path; a tag that was moved since is drawn from where it is now. */
function withCurrentPaths(view: SavedView, tags: TagRegistry): SavedView {
  const now = (path: string) => tags.find(path)?.path ?? path;
  return {
    ...view,
    charts: view.charts.map(({ pens, penOptions, ...chart }) => ({
      ...chart,
      pens: pens.map(now),
      ...(penOptions === undefined
        ? {}
        : { penOptions: penOptions.map((pen) => ({ ...pen, path: now(pen.path) })) }),
    })),
  };
}

/**
 * Tags by path and topics by name: neither has a time that stays, so their keyset pages follow the name. Unreadable
 * payloads come newest first.
 */
export function createLists({
  memory,
  store,
  now,
}: ListOptions): Omit<
  DataHubService,
  keyof HistoryAnswers | keyof TagService | keyof TagSheetService | keyof DerivedTagService
> {
  const searchIn = new TagSearch(memory.tags);
  const tagsWith = (ids: readonly number[]): Tag[] =>
    ids.flatMap((id) => {
      const tag = memory.tags.tagWith(id);
      return tag === undefined ? [] : [tagOf(memory, tag)];
    });
  return {
    ...createStoragePreview({ memory, store }),
    async tags({ search, equipment, cursor, limit }) {
      const after = decodeCursor(cursor);
      const within = equipment === undefined ? '' : `${equipment}/`;
      const found = searchIn.find(search ?? '').filter((id) => {
        const path = memory.tags.tagWith(id)?.path ?? '';
        return path.startsWith(within);
      });
      const start =
        after === undefined ? 0 : found.findIndex((id) => (memory.tags.tagWith(id)?.path ?? '') > after);
      const page = start < 0 ? [] : found.slice(start, start + limit);
      const items = tagsWith(page);
      const last = items.at(-1);
      const more = last !== undefined && start + limit < found.length;
      return { items, total: found.length, ...(more ? { nextCursor: encodeCursor(last.path) } : {}) };
    },
    async tag(path) {
      const tag = memory.tags.find(path);
      if (tag === undefined) throw new AppError('TAG_NOT_FOUND', `no tag ${path} is known`);
      return tagOf(memory, tag);
    },
    async tagsWith(ids) {
      return tagsWith(ids);
    },
    async tagNames() {
      const names: TagNames = { id: [], path: [], ko: [], en: [], unit: [] };
      for (const id of memory.tags.idsByPath()) {
        const settings = memory.tags.settingsOf(id);
        names.id.push(id);
        names.path.push(memory.tags.tagWith(id)?.path ?? '');
        names.ko.push(settings.name.ko);
        names.en.push(settings.name.en);
        names.unit.push(unitOf(settings, memory.tags.saidOf(id)));
      }
      return names;
    },
    async topics(page) {
      const { items, nextCursor } = pageAfter(memory.topics.values(), (topic) => topic.topic, page);
      const topics = items.map(topicOf);
      return nextCursor === undefined ? { items: topics } : { items: topics, nextCursor };
    },
    async unreadable({ cursor, limit, source }) {
      const items = await store.unreadable(idCursor(cursor), limit, source);
      return { items, ...nextIdCursor(items, limit) };
    },
    async views() {
      const views = await store.views.all();
      return views.map((view) => withCurrentPaths(view, memory.tags));
    },
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
