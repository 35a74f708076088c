import { InvalidArgumentError, Option, type Command } from 'commander';
import { DATA_OPTION, dataFolderOf } from './common.ts';

interface ServeOptions {
  role: 'station' | 'plant';
  data?: string;
  http?: string;
  socket?: string;
  untilStdinCloses: boolean;
}

const STOP_WITHIN_MS = 5_000;

function address(text: string): string {
  if (
    !/^(\[[0-9a-f:]+\]|[^:\s]+):\d{1,5}$/i.test(text) ||
    Number(text.slice(text.lastIndexOf(':') + 1)) > 65_535
  ) {
    throw new InvalidArgumentError('HOST:PORT is wanted, e.g. 127.0.0.1:8080; port 0 picks a free one.');
  }
  return text;
}

export function serveCommand(command: Command): void {
  command
    .addOption(new Option('--role <role>', 'what to be').choices(['station']).default('station'))
    .option(...DATA_OPTION)
    .option('--http <host:port>', 'serve REST and the windows over TCP (AIF_HTTP)', address)
    .option('--socket <path>', 'unix socket or named pipe (default: one in the data folder)')
    .option('--until-stdin-closes', 'stop when standard input ends', false)
    .action(async (options: ServeOptions) => {
      const { startStation } = await import('../../composition/station.ts');
      const station = await startStation({
        dataFolder: dataFolderOf(options.data),
        environment: process.env,
        ...(options.http === undefined ? {} : { http: options.http }),
        ...(options.socket === undefined ? {} : { socket: options.socket }),
      });
      process.stdout.write(`${JSON.stringify(station.readyLine)}\n`);
      await untilStopped(options.untilStdinCloses, station.failed);
      // What cannot be ended in time is ended by the exit; everything acknowledged is on disk already.
      const timer = setTimeout(() => process.exit(process.exitCode ?? 0), STOP_WITHIN_MS - 500);
      await station.close();
      clearTimeout(timer);
      process.exit(process.exitCode ?? 0);
    });
}

/** Resolves on SIGTERM or SIGINT, at the end of standard input where asked, or when the station cannot go on. */
function untilStopped(untilStdinCloses: boolean, failed: Promise<Error>): Promise<void> {
  return new Promise((resolve) => {
    process.on('SIGTERM', () => resolve());
    process.on('SIGINT', () => resolve());
    if (untilStdinCloses)
      process.stdin
        .resume()
        .once('end', () => resolve())
        .once('error', () => resolve());
    void failed.then((error) => {
      process.stderr.write(`aif: the station cannot go on: ${error.message}\n`);
      process.exitCode = 1;
      resolve();
    });
  });
}
