import { createAdding } from './add-samples.ts';
import type { Ingest } from './ingest.ts';
import type { DataHubStore } from './ports.ts';
import { createTakingBack } from './take-back.ts';

/** Samples that are no messages: in, and out again. `renew`: loads what rules see of a tag anew. */
export function samplesAtHand({
  ingest,
  renew,
  ...parts
}: Pick<Parameters<typeof createAdding>[0], 'memory' | 'now' | 'committed' | 'tagLimit'> & {
  readonly store: DataHubStore;
  readonly ingest: Ingest;
  readonly renew: (path: string) => Promise<void>;
}) {
  const exclusively = (job: () => Promise<void>) => ingest.exclusively(job);
  const changed = async (paths: readonly string[]) => {
    for (const path of paths) await renew(path);
  };
  return {
    tagLimit: parts.tagLimit,
    ...createAdding({ ...parts, ingest }),
    ...createTakingBack({ ...parts, exclusively, changed }),
  };
}
