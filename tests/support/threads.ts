import { readdirSync, readFileSync } from 'node:fs';

/** The system keeps so much of a name. */
const KEPT = 15;

/** How many threads of a process have a name (Linux). */
export const threadsOf = (pid: number, name: string): number =>
  readdirSync(`/proc/${pid}/task`).filter((id) => {
    try {
      return readFileSync(`/proc/${pid}/task/${id}/comm`, 'utf8').trim() === name.slice(0, KEPT);
    } catch {
      // It has ended meanwhile.
      return false;
    }
  }).length;
