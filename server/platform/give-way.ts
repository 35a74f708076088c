import { setPriority } from 'node:os';

const LESS_THAN_LIVE = 10;

/** In a thread whose work can wait: on Linux what is live goes first. Elsewhere it would be the priority of the whole process. */
export function giveWayToLive(): void {
  if (process.platform === 'linux') setPriority(LESS_THAN_LIVE);
}
