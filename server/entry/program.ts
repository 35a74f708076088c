import { Command, CommanderError, type OutputConfiguration } from 'commander';
import { VERSION } from '../version.ts';
import { COMMANDS, EXIT_WRONG_USE } from './commands/index.ts';

const EXIT_CODES_HELP = `
Exit codes:
  0  done
  1  refused or failed, with a message on standard error; also what an option names but cannot be read or used
  2  wrong use: unknown commands and options, and values that are wrong in themselves (no time, no number, no JSON)`;

/** The command that is asked for, or that help is wanted for. Options of the program itself take no value. */
export function wantedCommand(args: readonly string[]): string | undefined {
  const operands = args.filter((argument) => !argument.startsWith('-'));
  return operands[0] === 'help' ? operands[1] : operands[0];
}

/** Commander ends the process by itself unless every command, at every level, is told to throw; so with where it writes. */
function prepare(command: Command, output: OutputConfiguration): void {
  command.exitOverride().configureOutput(output);
  for (const child of command.commands) {
    // A command that was made apart knows nothing of how its parent shows help.
    child.copyInheritedSettings(command);
    prepare(child, output);
  }
}

/** Runs `aif` with arguments; gives its exit code. `output`: where help and wrong use are told, if not on the standard streams. */
export async function runProgram(args: readonly string[], output: OutputConfiguration = {}): Promise<number> {
  const program = new Command('aif')
    .description('AI Factory Decision Engine')
    .version(VERSION)
    .showHelpAfterError('(--help shows what is possible)')
    .addHelpText('afterAll', EXIT_CODES_HELP);
  for (const { name, description, load } of COMMANDS) {
    const command = program.command(name).description(description);
    // Each command brings parts of the server with it; the others are only named in the help.
    if (name === wantedCommand(args)) (await load())(command);
  }
  prepare(program, output);
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_WRONG_USE;
    const { reportFailure } = await import('./commands/common.ts');
    return reportFailure(error);
  }
}
