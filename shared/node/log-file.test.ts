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

it('says once that it cannot be written, and goes on by itself once it can, with what waited', () => {
  const complain = vi.fn();
  let now = 0;
  const file = join(folder, 'logs', 'station.log');
  writeFileSync(join(folder, 'logs'), 'in its place');
  const log = new LogFile(file, { complain, monotonicNow: () => now });
  expect(log.add('one')).toBe(false);
  now += 5_000;
  expect(log.add('two')).toBe(false);
  expect(complain).toHaveBeenCalledOnce();
  expect(complain.mock.calls[0]?.[0]).toMatch(/cannot be written: .*Free some space/);

  rmSync(join(folder, 'logs'));
  now += 500;
  expect(log.add('three')).toBe(false);
  now += 500;
  expect(log.add('four')).toBe(true);
  const text = readFileSync(file, 'utf8');
  expect(text).toMatch(
    /could not be written for a while \(.*\); 0 lines before these were lost\none\ntwo\nthree\nfour\n$/,
  );
  expect(log.add('five')).toBe(true);
  expect(readFileSync(file, 'utf8')).toBe(`${text}five\n`);

  // And again, longer than lines can wait for.
  rmSync(join(folder, 'logs'), { recursive: true });
  writeFileSync(join(folder, 'logs'), 'in its place');
  for (let line = 0; line < 600; line += 1) log.add(`line ${line}`);
  expect(complain).toHaveBeenCalledTimes(2);
  rmSync(join(folder, 'logs'));
  now += 1_000;
  expect(log.add('last')).toBe(true);
  const lines = readFileSync(file, 'utf8').split('\n');
  expect(lines[1]).toContain('; 101 lines before these were lost');
  expect(lines.slice(2)).toHaveLength(501);
  expect(lines.at(-2)).toBe('last');
});
