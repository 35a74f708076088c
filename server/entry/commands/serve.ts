import { Socket } from 'node:net';
import { resolve as absolute } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { reason } from '../../../shared/contract/reasons.ts';
import type { Station } from '../../composition/station.ts';
import { databaseFileIn } from '../../platform/database-file.ts';
import type { StartingStore } from '../../platform/sqlite/index.ts';
import { cacheCompiledCode } from '../compiled-code.ts';
import { requestStop, stopRequest } from '../stop-request.ts';
import { keepYoungObjectsYoung } from '../young-objects.ts';
import { DATA_OPTION, dataFolderOf, parsePath } from './common.ts';

interface ServeOptions {
  role: 'station' | 'plant';
  data?: string;
  http?: string;
  socket?: string;
  untilStdinCloses: boolean;
  safe: boolean;
}

const STOP_WITHIN_MS = 5_000;

function address(text: string): string {
  if (
    !/^(\[::1\]|[a-z0-9.-]+):\d{1,5}$/i.test(text) ||
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
    .option('--socket <path>', 'unix socket or named pipe (default: one in the data folder)', parsePath)
    .option('--safe', 'only look: nothing is taken in, judged or changed but settings and backups', false)
    .option('--until-stdin-closes', 'stop when standard input ends', false)
    .action(async (options: ServeOptions) => {
      if (options.untilStdinCloses) stopWithStdin();
      // What cannot be ended in time is ended by the exit; everything acknowledged is on disk already.
      stopRequest.addEventListener('abort', () => setTimeout(exit, STOP_WITHIN_MS - 500));
      let station = await start(options);
      if (station !== null) process.stdout.write(`${JSON.stringify(station.readyLine)}\n`);
      while (station !== null) {
        void station.failed.then((error) => {
          process.stderr.write(`aif: the station cannot go on: ${error.message}\n`);
          process.exitCode = 1;
          requestStop();
        });
        const next = await Promise.race([stopRequested(), station.restartAsked]);
        await station.close();
        if (next === undefined) break;
        // Where it was, so that whoever knows its addresses finds it again.
        const { http, socket } = station.readyLine;
        station = await start({
          ...options,
          safe: next === 'safe',
          socket,
          ...(http === null ? {} : { http: new URL(http).host }),
        });
        // Whoever started this process, and would start it again, is told what it is by now.
        if (station !== null) process.stdout.write(`${JSON.stringify({ restarted: next })}\n`);
      }
      exit();
    });
}

function stopWithStdin(): void {
  const { stdin } = process;
  stdin.resume().once('end', requestStop).once('error', requestStop);
  // A start that fails ends the process, although standard input stays open. Of files there is nothing to wait for.
  if (stdin instanceof Socket) stdin.unref();
}

const exit = () => process.exit(process.exitCode ?? 0);

/** The running station, or null where the process was asked to end before it ran; nothing is left of it then. */
async function start(options: ServeOptions): Promise<Station | null> {
  const dataFolder = dataFolderOf(options.data);
  let store: StartingStore | undefined;
  try {
    // While the server is only being loaded nothing is open, and the process may go at once.
    stopRequest.addEventListener('abort', exit);
    keepYoungObjectsYoung();
    cacheCompiledCode(dataFolder);
    await checkSettings(options);
    // What is read first needs these threads, and they need as long to start as the server to be loaded.
    const { startStore } = await import('../../platform/sqlite/store.ts');
    store = startStore(databaseFileIn(dataFolder));
    const { startStation } = await import('../../composition/station.ts');
    stopRequest.removeEventListener('abort', exit);
    return await startStation({
      dataFolder,
      store,
      environment: process.env,
      ...(options.http === undefined ? {} : { http: options.http }),
      ...(options.socket === undefined ? {} : { socket: absolute(options.socket) }),
      ...(options.safe ? { mode: { mode: 'safe', reason: reason('safeMode') } } : {}),
      stop: stopRequest,
    });
  } catch (error) {
    await store?.close();
    if (error === stopRequest.reason) return null;
    throw error;
  }
}

/** What is wrong with the settings is told before the server is loaded, which takes much longer. Error `CONFIG_INVALID`. */
async function checkSettings({ data, http }: ServeOptions): Promise<void> {
  const { loadConfig } = await import('../../platform/config.ts');
  loadConfig(dataFolderOf(data), process.env, http === undefined ? {} : { http });
}

function stopRequested(): Promise<void> {
  return new Promise((resolve) => {
    if (stopRequest.aborted) resolve();
    else stopRequest.addEventListener('abort', () => resolve());
  });
}
