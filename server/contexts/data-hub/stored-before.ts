import type { lateOf } from './domain/read-batch.ts';
import type { StoredBefore } from './domain/plan-batch.ts';
import { placeInPast } from './domain/storage-filter.ts';
import type { DataHubStore } from './ports.ts';

/** What the store holds as of the places of `lateOf`. */
export async function storedBefore(
  store: Pick<DataHubStore, 'sampleAt'>,
  places: ReturnType<typeof lateOf>,
): Promise<StoredBefore> {
  const found = await Promise.all(
    places.map(
      async ({ tagId, at }) => [placeInPast(tagId, at), (await store.sampleAt(tagId, at)) ?? null] as const,
    ),
  );
  return new Map(found);
}
