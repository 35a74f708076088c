import { AppError } from '../../../shared/contract/errors.ts';
import type { DataHub, DataHubService } from './data-hub.service.ts';
import { heldSample, type TagState } from './domain/state.ts';
import type { TagRegistry } from './domain/tags/registry.ts';
import { createExport } from './export.ts';
import type { DataHubStore } from './ports.ts';
import { readRemovals } from './removals.ts';
import { readColumns, readSamples } from './samples.ts';
import { readStatistics } from './statistics.ts';

interface Options {
  readonly tags: TagRegistry;
  readonly store: Pick<DataHubStore, 'history'>;
  readonly now: () => number;
}

/** What the stored history answers: windows of a tag, their figures, rows of an export, what went. */
export type HistoryAnswers = Pick<
  DataHubService,
  'samples' | 'sampleColumns' | 'statistics' | 'exportPart' | 'removals'
>;

/** Those, and what is kept. */
export function createHistoryAnswers(
  options: Options,
): HistoryAnswers & Pick<DataHub, 'retention' | 'historyTag' | 'footprint'> {
  const { tags, store, now } = options;
  const { history } = store;
  const tagAt = (path: string): TagState => {
    const tag = tags.find(path);
    if (tag === undefined) throw new AppError('TAG_NOT_FOUND', `no tag ${path} is known`);
    return tag;
  };
  return {
    async samples(path, query) {
      const tag = tagAt(path);
      return readSamples(history, tag, query, now(), tags.filterOf(tag.id));
    },
    async sampleColumns(path, query) {
      const tag = tagAt(path);
      return readColumns(history, tag, query, now(), tags.filterOf(tag.id));
    },
    async statistics(path, query) {
      const tag = tagAt(path);
      return readStatistics(history, tag, query, now(), tags.filterOf(tag.id));
    },
    exportPart: createExport({ ...options, history }),
    removals: (page) => readRemovals(history, page),
    retention: () => history.retention(),
    historyTag(path) {
      const tag = tags.find(path);
      const filter = tag && tags.filterOf(tag.id);
      return tag && { id: tag.id, thinned: filter ? { maxMs: filter.maxMs, held: heldSample(tag) } : null };
    },
    footprint: (tagId, from, to) => history.footprint(tagId, { from, to }),
  };
}
