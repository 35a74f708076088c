import { readdirSync, readFileSync } from 'node:fs';

/** Processes that one has started and that have not ended (Linux). */
export const childrenOf = (pid: number): number[] =>
  readdirSync(`/proc/${pid}/task`).flatMap((id) =>
    (readFileSync(`/proc/${pid}/task/${id}/children`, 'utf8').match(/\d+/g) ?? []).map(Number),
  );
