#!/usr/bin/env node
import { runProgram, wantedCommand } from './program.ts';
import { takeStopSignals } from './stop-request.ts';

const args = process.argv.slice(2);
const isServer = wantedCommand(args) === 'serve';
// Before anything is loaded: a server is asked to end also while it still starts.
if (isServer) takeStopSignals();

// A reader that has seen enough, as in `aif … | head -1`, is no failure; output that cannot be kept is one. A server goes on
// without whoever read its ready line or its log.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE' || isServer || process.exitCode === 1) return;
  process.stderr.write(`aif: standard output cannot be written: ${error.message}\n`);
  process.exitCode = 1;
});
process.stderr.on('error', () => {});

const exitCode = await runProgram(args);
// A command that failed in part, or whose output could not be written, has its own already.
if (exitCode !== 0) process.exitCode = exitCode;
