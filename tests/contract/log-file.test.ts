import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { aif } from '../support/aif.ts';
import { eventually } from '../support/eventually.ts';
import { folderOfTest } from '../support/folder.ts';
import { smallDisk, smallDiskMissing } from '../support/small-disk.ts';
import { startStationProcess } from '../support/station-process.ts';

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly action?: unknown;
}

const linesOf = (text: string): Line[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line);

it('a server alone writes its log into a file of its own, in which every warning says what to do', async () => {
  const file = join(folderOfTest(), 'logs', 'station.log');
  const station = await startStationProcess({ mqtt: 'mqtt://127.0.0.1:9', args: ['--log-file', file] });
  onTestFinished(() => station.close());
  await eventually(() => expect(readFileSync(file, 'utf8')).toContain('MQTT connection failed'));
  expect(station.log()).toBe('');
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  const lines = linesOf(readFileSync(file, 'utf8'));
  expect(lines.map(({ msg }) => msg)).toContain('station ready');
  const troubles = lines.filter(({ level }) => level >= 40);
  expect(troubles.length).toBeGreaterThan(0);
  for (const { action } of troubles) expect(action).toMatch(/^[A-Z].*\.$/);
});

it('what the file cannot take goes to standard error', async () => {
  const station = await startStationProcess({ args: ['--log-file', '/proc/no-such/station.log'] });
  onTestFinished(() => station.close());
  expect(station.log()).toMatch(/^aif: \/proc\/no-such\/station\.log cannot be written: .*Free some space/);
  expect(linesOf(station.log()).map(({ msg }) => msg)).toContain('station ready');
  expect(await aif(['serve', '--log-file', ''])).toMatchObject({ code: 2 });
});

it.skipIf(smallDiskMissing !== null)('a full disk interrupts the log, and no more than that', async () => {
  const disk = smallDisk(4);
  onTestFinished(() => disk.remove());
  const file = join(disk.path, 'station.log');
  const station = await startStationProcess({ args: ['--log-file', file], env: { AIF_LOG_LEVEL: 'debug' } });
  onTestFinished(() => station.close());
  expect(existsSync(file)).toBe(true);
  disk.fill();
  // Whatever is logged: a request is refused before the address is known.
  const trouble = () => station.call('POST', '/api/v1/sources/http/pause', {});
  const resume = () => station.call('POST', '/api/v1/sources/http/resume', {});
  await eventually(async () => {
    await trouble();
    await resume();
    expect(station.log()).toContain('cannot be written');
  });
  disk.free();
  await eventually(async () => {
    await trouble();
    await resume();
    expect(readFileSync(file, 'utf8')).toContain('the log could not be written for a while');
  });
});
