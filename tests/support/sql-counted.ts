import { expect } from 'vitest';
import { eventually } from './eventually.ts';
import type { sqlDoor } from './sql-station.ts';

/** Waits until the counters of a source are these. Apart from `sqlDoor`, which end-to-end tests use without Vitest. */
export const counted = (door: ReturnType<typeof sqlDoor>, id: string, counters: object) =>
  eventually(async () => expect((await door.source(id)).counters).toMatchObject(counters));
