import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LogFile } from './log-file.ts';

const FIVE_MIB = 5 * 1024 * 1024;
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aif-log-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

it('appends lines, also to what an earlier run wrote, readable by its user alone', () => {
  const file = join(folder, 'logs', 'station.log');
  new LogFile(file).add('first run');
  new LogFile(file).add('second run');
  expect(readFileSync(file, 'utf8')).toBe('first run\nsecond run\n');
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
});

it('never takes more than two files of 5 MiB and a line', () => {
  const file = join(folder, 'station.log');
  const log = new LogFile(file);
  const line = 'x'.repeat(64 * 1024);
  for (let written = 0; written < 4 * FIVE_MIB; written += line.length) log.add(line);
  expect(statSync(file).size).toBeLessThanOrEqual(FIVE_MIB + line.length + 1);
  expect(statSync(`${file}.1`).size).toBeLessThanOrEqual(FIVE_MIB + 2 * (line.length + 1));
  expect(existsSync(`${file}.2`)).toBe(false);
});

it('says once that it cannot be written and goes on', () => {
  const complaint = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  writeFileSync(join(folder, 'file'), '');
  const log = new LogFile(join(folder, 'file', 'station.log'));
  log.add('one');
  log.add('two');
  expect(complaint).toHaveBeenCalledOnce();
});
