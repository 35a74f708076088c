import { spawn } from 'node:child_process';
import type { ServerCommand } from '../server/server-process.ts';

/** Longer than any of these takes; a program that hangs is ended. */
const PATIENCE_MS = 30 * 60_000;
const SHOWN_LINES = 5;
const MOST_BYTES = 4 * 1024 * 1024;

export type CommandEnd =
  { readonly ok: true; readonly output: string } | { readonly ok: false; readonly reason: string };

/** What a program said that failed (its progress left out), or how it ended. */
function reasonOf(complaints: string, code: number | null, signal: NodeJS.Signals | null): string {
  const lines = complaints.split('\n').map((line) => line.trim());
  const said = lines.filter((line) => line !== '' && !/^\d+ %$/.test(line)).slice(-SHOWN_LINES);
  if (said.length > 0) return said.join('\n');
  return signal === null ? `it ended with exit code ${code}` : `it was ended by ${signal}`;
}

/** Runs a command of `aif` to its end; what it prints, or why it failed in its own words. Never rejects. */
export function runAif(aif: ServerCommand, args: readonly string[]): Promise<CommandEnd> {
  return new Promise((resolve) => {
    const child = spawn(aif.program, [...aif.arguments, ...args], {
      cwd: aif.workingFolder,
      env: aif.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      timeout: PATIENCE_MS,
    });
    let output = '';
    let complaints = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (output.length < MOST_BYTES) output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaints = (complaints + text).slice(-10_000);
    });
    child.once('error', (error) => resolve({ ok: false, reason: error.message }));
    child.once('close', (code, signal) =>
      resolve(code === 0 ? { ok: true, output } : { ok: false, reason: reasonOf(complaints, code, signal) }),
    );
  });
}
