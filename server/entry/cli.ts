#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { VERSION } from '../version.ts';
import { COMMANDS, EXIT_WRONG_USE } from './commands/index.ts';
import { takeStopSignals } from './stop-request.ts';

const EXIT_CODES_HELP = `
Exit codes:
  0  done
  1  refused or failed, with a message on standard error; also what an option names but cannot be read or used
  2  wrong use: unknown commands and options, and values that are wrong in themselves (no time, no number, no JSON)`;

const program = new Command('aif')
  .description('AI Factory Decision Engine')
  .version(VERSION)
  .showHelpAfterError('(--help shows what is possible)')
  .addHelpText('afterAll', EXIT_CODES_HELP);

// Options of the program itself take no value: what is no option is the command, or the one that help is wanted for.
const operands = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const wanted = operands[0] === 'help' ? operands[1] : operands[0];
// Before anything is loaded: a server is asked to end also while it still starts.
if (wanted === 'serve') takeStopSignals();
for (const { name, description, load } of COMMANDS) {
  const command = program.command(name).description(description);
  // Each command brings parts of the server with it; the others are only named in the help.
  if (name === wanted) (await load())(command);
}

/** Commander ends the process by itself unless every command, at every level, is told to throw. */
function throwOnExit(command: Command): void {
  command.exitOverride();
  for (const child of command.commands) {
    // A command that was made apart knows nothing of how its parent shows help.
    child.copyInheritedSettings(command);
    throwOnExit(child);
  }
}
throwOnExit(program);

// A reader that has seen enough, as in `aif … | head -1`, is no failure; output that cannot be kept is one. A server goes on
// without whoever read its ready line or its log.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE' || wanted === 'serve' || process.exitCode === 1) return;
  process.stderr.write(`aif: standard output cannot be written: ${error.message}\n`);
  process.exitCode = 1;
});
process.stderr.on('error', () => {});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : EXIT_WRONG_USE;
  } else {
    const { reportFailure } = await import('./commands/common.ts');
    process.exitCode = reportFailure(error);
  }
}
