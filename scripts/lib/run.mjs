import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { projectEnvironment } from './bootstrap.mjs';
import { root } from './paths.mjs';

const isWindows = process.platform === 'win32';
const running = new Set();
const LAST_WORDS_MS = 1_000;

function killGroup(child, signal) {
  try {
    if (isWindows) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}

/** Ends every program that was started here, with all that it started itself. */
function killAll() {
  for (const child of running) killGroup(child, 'SIGKILL');
}

function endBySignal() {
  killAll();
  process.exit(130);
}

/** While something runs here, a signal to this process ends it too; otherwise signals are none of this file's business. */
function watchSignals() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    if (running.size > 0) process.once(signal, endBySignal);
    else process.off(signal, endBySignal);
  }
}

/**
 * Runs a program to its end, at most `timeoutMs`, and leaves no process of it behind. Its output goes to standard
 * error, and is given back when `capture` is set. `idle`: it gets what time of the processors nobody else wants.
 * @returns {Promise<{ code: number, timedOut: boolean, output: string }>}
 */
export function run(
  command,
  args,
  { env = {}, timeoutMs, capture = false, quiet = false, idle = false, cwd = root } = {},
) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...projectEnvironment(), ...env },
      stdio: ['ignore', capture || quiet ? 'pipe' : 2, capture || quiet ? 'pipe' : 2],
      detached: !isWindows,
    });
    if (idle && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
    running.add(child);
    if (running.size === 1) watchSignals();
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        output += chunk;
        if (!quiet) process.stderr.write(chunk);
      });
    }
    let timedOut = false;
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            killGroup(child, 'SIGKILL');
          }, timeoutMs);
    const end = (code) => {
      clearTimeout(timer);
      running.delete(child);
      if (running.size === 0) watchSignals();
      resolve({ code, timedOut, output });
    };
    child.once('error', (error) => {
      output += error.message;
      end(127);
    });
    child.once('exit', (code) => {
      killGroup(child, 'SIGKILL');
      // Its last words are read to the end, unless something outside the group holds the pipe open.
      const late = setTimeout(() => end(code ?? 1), LAST_WORDS_MS);
      child.once('close', () => {
        clearTimeout(late);
        end(code ?? 1);
      });
    });
  });
}
