import type { StoragePreview, TagPatch } from '../../../shared/contract/tags.ts';
import { AppError, fieldErrorBy } from '../../../shared/contract/errors.ts';
import type { HubMemory } from './domain/memory.ts';
import { filterOf, Thinning } from './domain/storage-filter.ts';
import { faultsOf, patched } from './domain/tags/settings.ts';
import type { DataHubStore, RawSample } from './ports.ts';

/** Samples looked at, the newest that are stored. */
const LOOKED_AT = 10_000;
const FIRST_SPAN_MS = 60_000;
const LONGEST_SPAN_MS = 10 * 366 * 86_400_000;

export interface StoragePreviewService {
  /** What a change of a tag's storage policy would have kept of its newest samples. Errors `TAG_NOT_FOUND`, `VALIDATION_FAILED`. */
  previewStorage(id: number, patch: TagPatch): Promise<StoragePreview>;
}

/** The newest samples of a tag, read back in spans that grow until they hold enough. */
async function newestSamples(
  store: Pick<DataHubStore, 'samplesBetween'>,
  tagId: number,
  newestAt: number,
): Promise<readonly RawSample[]> {
  for (let span = FIRST_SPAN_MS; ; span *= 4) {
    const samples = await store.samplesBetween(tagId, newestAt - span, newestAt);
    if (samples.length >= LOOKED_AT || span > LONGEST_SPAN_MS) return samples.slice(-LOOKED_AT);
  }
}

export function createStoragePreview({
  memory,
  store,
}: {
  readonly memory: HubMemory;
  readonly store: Pick<DataHubStore, 'samplesBetween'>;
}): StoragePreviewService {
  return {
    async previewStorage(id, patch) {
      const tag = memory.tags.tagWith(id);
      if (tag === undefined) throw new AppError('TAG_NOT_FOUND', `no tag has the id ${id}`);
      const settings = patched(memory.tags.settingsOf(id), patch);
      const said = memory.tags.saidOf(id);
      const faults = faultsOf(settings, said).map(({ field, reason }) => fieldErrorBy(field, reason));
      if (faults.length > 0)
        throw new AppError('VALIDATION_FAILED', `${faults[0]?.path}: ${faults[0]?.message}`, faults);
      const samples = tag.newestAt === -Infinity ? [] : await newestSamples(store, id, tag.newestAt);
      const filter = filterOf(settings, said);
      const thinning = filter === null ? null : new Thinning<RawSample>(filter);
      let kept = thinning === null ? samples.length : 0;
      let largest: number | null = null;
      for (const sample of thinning === null ? [] : samples) {
        const { before, stored } = thinning?.take(sample) ?? { before: null, stored: true };
        kept += (before === null ? 0 : 1) + (stored ? 1 : 0);
        const standing = thinning?.kept?.value;
        if (typeof sample.value === 'number' && typeof standing === 'number' && sample.quality === 192)
          largest = Math.max(largest ?? 0, Math.abs(sample.value - standing));
      }
      const instant = (at: number | undefined) => (at === undefined ? null : new Date(at).toISOString());
      return {
        samples: samples.length,
        kept,
        from: instant(samples[0]?.at),
        to: instant(samples.at(-1)?.at),
        largestDifference: largest,
        thinned: memory.filterOf(id) !== null,
      };
    },
  };
}
