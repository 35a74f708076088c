import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { windowOf } from '../support/desk-client.ts';
import { temporaryFolder } from '../support/folder.ts';
import { rowsOfStation } from '../support/stored-samples.ts';
import { startStationProcess, type GuardRemoval, type StationProcess } from '../support/station-process.ts';

/**
 * The station is killed while a window saves the draft of a ruleset, again and again. What the window was told is saved must be there,
 * or what it was just about to save.
 */
const CYCLES = 5;
const TEST_WITHIN_MS = 300_000;

/** A disk that takes 20 ms before and after every commit: see fault 1. */
const PAUSE = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);';
const SLOW_DISK: GuardRemoval = {
  file: 'server/platform/sqlite/writer-connection.ts',
  find: "this.#database.exec('COMMIT');",
  replace: `${PAUSE} this.#database.exec('COMMIT'); ${PAUSE}`,
};
/** The window is told before the draft is on disk. */
const TOLD_TOO_EARLY: GuardRemoval = {
  file: 'server/contexts/rules/drafts.service.ts',
  find: 'const revision = await store.saveDraft({ ...draft, isChanged: changed, savedAt }, setAside);',
  replace: `const revision: number | null = draft.revision === 0 ? savedAt : draft.revision + 1;
    setTimeout(() => void store.saveDraft({ ...draft, isChanged: changed, savedAt }, setAside), 5);`,
};

interface Account {
  /** Number of the last save that was acknowledged, and of the last that was sent. */
  acknowledged: number;
  sent: number;
}

/** Saves one draft after another, each with the next number as its script, until the station is gone. */
async function saveOn(station: StationProcess, account: Account): Promise<void> {
  const { rules, close } = windowOf(station);
  try {
    const { texts, revision: first } = await rules.desk.draft.query({ id: 'draft' });
    for (let revision = first; ;) {
      account.sent += 1;
      const sent = { ...texts, source: `// ${account.sent}` };
      const saved = await rules.desk.saveDraft.mutate({
        ...{ id: 'draft', revision, baseVersion: null, history: null },
        texts: sent,
      });
      account.acknowledged = account.sent;
      ({ revision } = saved);
    }
  } finally {
    void close();
  }
}

function storedNumber(folder: string): number {
  const [draft] = rowsOfStation<{ source: string }>(
    join(folder, 'station.db'),
    "SELECT source FROM ruleset_draft WHERE ruleset_id = 'draft'",
  );
  return Number(draft?.source.slice(3));
}

/** How many saves that were acknowledged are missing after each kill; ends where some are. */
async function killAgainAndAgain(guards: readonly GuardRemoval[]): Promise<number[]> {
  const folder = temporaryFolder();
  writeFileSync(join(folder.path, 'config.json'), '{ "demoPlant": false }');
  const account: Account = { acknowledged: 0, sent: 0 };
  const missing: number[] = [];
  try {
    const first = await startStationProcess({ data: folder.path });
    const { rules, close } = windowOf(first);
    await rules.desk.begin.mutate({ id: 'draft', name: { ko: '초안', en: 'Draft' } });
    void close();
    await first.close();
    for (let cycle = 0; cycle < CYCLES && (missing.at(-1) ?? 0) === 0; cycle += 1) {
      const station = await startStationProcess({ data: folder.path, withoutGuards: guards });
      const saving = saveOn(station, account).catch(() => undefined);
      const before = account.acknowledged;
      while (account.acknowledged < before + 5) await new Promise((resolve) => setTimeout(resolve, 5));
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 100));
      await station.kill();
      await saving;
      const stored = storedNumber(folder.path);
      expect(stored).toBeLessThanOrEqual(account.sent);
      missing.push(Math.max(0, account.acknowledged - stored));
      account.sent = Math.max(account.sent, stored);
    }
    return missing;
  } finally {
    folder.remove();
  }
}

it(
  'has the last draft that a window was told is saved, however often the station was killed',
  async () => {
    expect(await killAgainAndAgain([SLOW_DISK])).toEqual(Array(CYCLES).fill(0));
  },
  TEST_WITHIN_MS,
);

it(
  'would have lost drafts if windows were told before the disk had them',
  async () => {
    expect(Math.max(...(await killAgainAndAgain([SLOW_DISK, TOLD_TOO_EARLY])))).toBeGreaterThan(0);
  },
  TEST_WITHIN_MS,
);
