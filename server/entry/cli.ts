#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { VERSION } from '../version.ts';
import { demoCommand } from './commands/demo.ts';
import { doctorCommand } from './commands/doctor.ts';
import { judgeCommand } from './commands/judge.ts';
import { migrateCommand } from './commands/migrate.ts';
import { replayCommand } from './commands/replay.ts';
import { rulesCommand } from './commands/rules.ts';
import { serveCommand } from './commands/serve.ts';
import { reportFailure } from './commands/common.ts';

const EXIT_WRONG_USE = 2;

const program = new Command('aif')
  .description('AI Factory Decision Engine')
  .version(VERSION)
  .showHelpAfterError('(--help shows what is possible)')
  .addCommand(serveCommand())
  .addCommand(replayCommand())
  .addCommand(judgeCommand())
  .addCommand(rulesCommand())
  .addCommand(migrateCommand())
  .addCommand(demoCommand())
  .addCommand(doctorCommand());

/** Commander ends the process by itself unless every command, at every level, is told to throw. */
function throwOnExit(command: Command): void {
  command.exitOverride();
  for (const child of command.commands) throwOnExit(child);
}
throwOnExit(program);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    const isHelp = error.code === 'commander.helpDisplayed' || error.code === 'commander.version';
    process.exitCode = isHelp ? 0 : EXIT_WRONG_USE;
  } else {
    process.exitCode = reportFailure(error);
  }
}
