import { spawn } from 'node:child_process';
import { basename } from 'node:path';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** Taken at the start: installing or building may come between it and the first program. */
const PARENT = process.ppid;
const LOOK_EVERY_MS = 500;

/**
 * Whether nobody but npm's shell stands above this process. Asked to end, npm ends only that shell, and what ran in it
 * would go on with nobody to end it. That the parent is gone tells nothing by itself: whoever starts a server in the
 * background, by a script of npm or through node, may go on purpose. But the shell that npm starts for this very
 * program, alone and in the foreground (`npx aif …`, `npm start`), waits for its end and goes first only when it is
 * ended; below `nohup npx aif … &` it waits too, whoever has gone above npm. npm tells what it runs there by
 * `npm_lifecycle_script`, without the arguments. On Windows the parent's number stays, and nothing is noticed.
 */
function isRunByNpm() {
  const script = (process.env.npm_lifecycle_script ?? '').replaceAll(/['"]/g, '');
  const program = basename(process.argv[1] ?? '');
  return script === program || script === `node scripts/${program}`;
}

/** Calls back once npm, which runs this program, is gone. Returns how to stop looking. */
function whenNpmIsGone(callback) {
  if (!isRunByNpm()) return () => {};
  const timer = setInterval(() => {
    if (process.ppid === PARENT) return;
    clearInterval(timer);
    callback();
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}

/**
 * Starts a program that this process stands for: a signal sent here is handed on, and where npm runs this process, its
 * end is a SIGTERM too. Ctrl+C in a terminal reaches the program by itself and is not repeated.
 * @returns {{ child: import('node:child_process').ChildProcess, ended: Promise<number> }} `ended` gives the exit code, as
 * a shell would count it
 */
export function standFor(command, args, options) {
  const child = spawn(command, args, options);
  const handOn = (signal) => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, handOn);
  const stopLooking = whenNpmIsGone(() => child.kill('SIGTERM'));
  const ended = new Promise((resolve, reject) => {
    child.once('error', (error) => {
      stopLooking();
      reject(error);
    });
    child.once('exit', (code, signal) => {
      stopLooking();
      for (const name of SIGNALS) process.off(name, handOn);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
  return { child, ended };
}
