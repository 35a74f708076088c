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

export const rendererFolder = ({ appFolder }: AppPlaces): string => join(appFolder, 'out', 'renderer');
export const preloadFile = ({ appFolder }: AppPlaces, page: 'index' | 'recovery'): string =>
  join(appFolder, 'out', 'preload', `${page}.cjs`);

/** Node and the server's program; always the server's own Node, never Electron's. */
function serverProgram({ appFolder, resourcesFolder, isPackaged }: AppPlaces): [string, string] {
  const node = isWindows ? 'node.exe' : 'node';
  if (isPackaged) return [join(resourcesFolder, 'server', node), join(resourcesFolder, 'server', 'cli.mjs')];
  return [join(appFolder, 'node_modules', 'node', 'bin', node), join(appFolder, 'server', 'entry', 'cli.ts')];
}

/** How `aif` is run; its own arguments follow. */
export function aifCommand(places: AppPlaces): ServerCommand {
  const [program, script] = serverProgram(places);
  return {
    program,
    arguments: [script],
    environment: serverEnvironment(process.env),
    workingFolder: places.isPackaged ? join(places.resourcesFolder, 'server') : places.appFolder,
  };
}

/** How the station server over `dataFolder` is started. Where it listens it says itself when it is ready. */
export function serverCommand(aif: ServerCommand, dataFolder: string): ServerCommand {
  const serve = ['serve', '--role', 'station', '--data', dataFolder, '--until-stdin-closes'];
  return { ...aif, arguments: [...aif.arguments, ...serve] };
}
