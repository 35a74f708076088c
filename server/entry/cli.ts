#!/usr/bin/env node
import { runProgram, wantedCommand } from './program.ts';
import { takeStopSignals } from './stop-request.ts';

const args = process.argv.slice(2);
// Before anything is loaded: a server is asked to end also while it still starts.
if (wantedCommand(args) === 'serve') takeStopSignals();
const exitCode = await runProgram(args);
// A command that failed in part has set its own.
if (exitCode !== 0) process.exitCode = exitCode;
