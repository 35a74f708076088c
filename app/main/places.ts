import { createHash, randomBytes } from 'node:crypto';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { serverEnvironment } from './server/server-environment.ts';
import type { ServerCommand } from './server/server-process.ts';

/** Where the app finds its parts: in the checkout, or in an installed package. */
export interface AppPlaces {
  /** The folder of `package.json` and `out/`: the checkout, or the app's archive. */
  readonly appFolder: string;
  /** The folder of the package's other resources; unused in a checkout. */
  readonly resourcesFolder: string;
  readonly isPackaged: boolean;
}

const isWindows = process.platform === 'win32';
/** A unix socket's path may be 107 bytes long on Linux and 103 on macOS. */
const LONGEST_SOCKET_PATH = 100;

export const rendererFolder = ({ appFolder }: AppPlaces): string => join(appFolder, 'out', 'renderer');
export const preloadFile = ({ appFolder }: AppPlaces): string =>
  join(appFolder, 'out', 'preload', 'index.cjs');

/** Node and the server's program; always the server's own Node, never Electron's. */
function serverProgram({ appFolder, resourcesFolder, isPackaged }: AppPlaces): [string, string] {
  const node = isWindows ? 'node.exe' : 'node';
  if (isPackaged) return [join(resourcesFolder, 'server', node), join(resourcesFolder, 'server', 'cli.mjs')];
  return [join(appFolder, 'node_modules', 'node', 'bin', node), join(appFolder, 'server', 'entry', 'cli.ts')];
}

/** Where the server listens: beside its data, or in the temporary folder of this user where that path is too long. */
export function socketPathFor(dataFolder: string): string {
  const name = createHash('sha256').update(dataFolder).digest('hex').slice(0, 16);
  if (isWindows) return `\\\\.\\pipe\\aif-${name}-${randomBytes(8).toString('hex')}`;
  const beside = join(dataFolder, 'station.sock');
  if (Buffer.byteLength(beside) <= LONGEST_SOCKET_PATH) return beside;
  const runtimeFolder = process.env['XDG_RUNTIME_DIR'] ?? tmpdir();
  return join(runtimeFolder, `aif-${userInfo().uid}-${name}.sock`);
}

/** How the station server over `dataFolder` is started. */
export function serverCommand(places: AppPlaces, dataFolder: string): ServerCommand {
  const [program, script] = serverProgram(places);
  return {
    program,
    arguments: [
      script,
      'serve',
      ...['--role', 'station'],
      ...['--data', dataFolder],
      ...['--socket', socketPathFor(dataFolder)],
      '--until-stdin-closes',
    ],
    environment: serverEnvironment(process.env),
    workingFolder: places.isPackaged ? join(places.resourcesFolder, 'server') : places.appFolder,
  };
}
