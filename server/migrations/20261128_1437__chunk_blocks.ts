import { mergeBlocks } from '../contexts/data-hub/storage/convert-samples.ts';
import type { Migration } from './types.ts';

/**
 * From here on full chunks of numbers are written in blocks that are read one by one; see ADR-0019. Those from before are read as
 * ever and stay as they are. Back: none is in blocks, for a station that does not know them.
 */
export const chunkBlocks: Migration = {
  name: '20261128_1437__chunk_blocks',
  up: [],
  down: [],
  convert: {
    up: () => undefined,
    down: mergeBlocks,
  },
};
