import { describe, expect, it, onTestFinished } from 'vitest';
import { judge, startRuleStation } from '../support/rule-station.ts';
import { startStationProcess } from '../support/station-process.ts';

describe('fault 10: two instances', () => {
  it('the second is refused and told who holds the folder; the first goes on', async () => {
    const first = await startRuleStation();
    await expect(startStationProcess({ data: first.folder })).rejects.toThrow(
      new RegExp(`DATA_FOLDER_LOCKED.*process ${first.pid}`),
    );
    expect((await judge(first, 'defect-rate')).verdict).toBe('HIGH_DEFECT');
  });

  it('is noticed when the lock is not taken', async () => {
    const first = await startRuleStation();
    const second = await startStationProcess({
      data: first.folder,
      withoutGuards: [
        {
          file: 'server/platform/data-folder.ts',
          find: "lock.pragma('journal_mode = DELETE');\n    lock.exec('BEGIN EXCLUSIVE');",
          replace: "lock.exec('BEGIN');",
        },
        {
          file: 'server/platform/http/listen.ts',
          find: 'if (await answers(path)) {',
          replace: 'if (false) {',
        },
      ],
    });
    onTestFinished(() => second.close());
    expect(second.pid).toBeGreaterThan(0);
  });
});
