import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StationProcess } from '../../tests/support/station-process.ts';

/** As Linux counts processor time, on all its platforms (`getconf CLK_TCK`). */
const TICKS_PER_SECOND = 100;
/** Fields of `/proc/PID/stat` behind the name in brackets, see proc_pid_stat(5). */
const USER_TICKS = 11;
const SYSTEM_TICKS = 12;

export const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Runs a program of this folder, on one processor where one is named. Returns what it printed as JSON. */
export function run<Result = Record<string, number>>(
  file: string,
  args: readonly (string | number)[],
  core?: string,
): Promise<Result> {
  const command = [process.execPath, join(import.meta.dirname, file), ...args.map(String)];
  const [program = '', ...rest] = core === undefined ? command : ['taskset', '-c', core, ...command];
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve(JSON.parse(output || '{}') as Result) : reject(new Error(`${file}: ${code}`)),
    );
  });
}

/** Keeps all threads of a process on one processor. */
export const pin = (pid: number, core: string) =>
  new Promise<void>((resolve, reject) => {
    spawn('taskset', ['-a', '-c', '-p', core, String(pid)], { stdio: 'ignore' })
      .once('error', reject)
      .once('close', () => resolve());
  });

/** Processor seconds, user and system, of the process or thread that a `stat` file is of. */
function secondsIn(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[USER_TICKS]) + Number(fields[SYSTEM_TICKS])) / TICKS_PER_SECOND;
}

/** Processor seconds of a process so far: of all its threads (`whole`), and of those that run now by name. */
export function processorSeconds(pid: number): { whole: number; threads: Map<string, number> } {
  const threads = new Map<string, number>();
  for (const id of readdirSync(`/proc/${pid}/task`)) {
    const stat = readFileSync(`/proc/${pid}/task/${id}/stat`, 'utf8');
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    threads.set(name, (threads.get(name) ?? 0) + secondsIn(stat));
  }
  return { whole: secondsIn(readFileSync(`/proc/${pid}/stat`, 'utf8')), threads };
}

/** What is in memory of a process (Linux). */
export const residentBytes = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1_024;

export interface StationFigures {
  /** Values by what became of them. */
  readonly values: Readonly<Record<string, number>>;
  readonly residentBytes: number;
  readonly cpuSeconds: number;
  readonly isConnected: boolean;
}

/** What a station says of itself. */
export async function figuresOf(station: StationProcess): Promise<StationFigures> {
  const { body } = await station.call('GET', '/metrics');
  const text = String(body);
  const number = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
  const values: Record<string, number> = {};
  for (const [, outcome = '', value] of text.matchAll(/^aif_signal_values\{outcome="(\w+)"\} (\S+)$/gm))
    values[outcome] = Number(value);
  return {
    values,
    residentBytes: number('process_resident_memory_bytes'),
    cpuSeconds: number('process_cpu_seconds_total'),
    isConnected: number('aif_broker_connected') === 1,
  };
}

export async function untilConnected(station: StationProcess): Promise<void> {
  while (!(await figuresOf(station)).isConnected) await sleep(50);
}

/** The station's figures when so many values have come, or when none has come for two minutes. */
export async function untilReceived(
  station: StationProcess,
  count: number,
  everyMs: number,
): Promise<StationFigures> {
  let now = await figuresOf(station);
  let deadline = Date.now() + 120_000;
  while ((now.values.received ?? 0) < count && Date.now() < deadline) {
    await sleep(everyMs);
    const before = now.values.received;
    now = await figuresOf(station);
    if (now.values.received !== before) deadline = Date.now() + 120_000;
  }
  return now;
}
