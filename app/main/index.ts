import { join } from 'node:path';
import { app, Menu, session } from 'electron';
import { CHANNELS } from '../../shared/bridge/channels.ts';
import { LogFile } from '../../shared/node/log-file.ts';
import { applicationMenu } from './menu.ts';
import { registerAppScheme, serveApp } from './page/app-protocol.ts';
import { guardAllContents, guardSession } from './page/guards.ts';
import { notePageErrors } from './page/page-errors.ts';
import { listenToPages } from './page-messages.ts';
import { preloadFile, rendererFolder, serverCommand, type AppPlaces } from './places.ts';
import { stopBeforeQuit } from './quit.ts';
import { ServerSupervisor } from './server/server-supervisor.ts';
import { loadShellState, saveShellState, type Language, type ShellState } from './shell-state.ts';
import { WindowManager } from './windows/window-manager.ts';

const places: AppPlaces = {
  appFolder: app.getAppPath(),
  resourcesFolder: process.resourcesPath,
  isPackaged: app.isPackaged,
};

function superviseServer(): ServerSupervisor {
  // The same default as `aif`, so that its commands find this station without being told where it is.
  const dataFolder = process.env['AIF_DATA_DIR'] || join(app.getPath('home'), '.ai-factory');
  const log = new LogFile(join(app.getPath('logs'), 'station.log'));
  const supervisor = new ServerSupervisor({
    command: serverCommand(places, dataFolder),
    onLog: (line) => log.add(line),
  });
  stopBeforeQuit(() => supervisor.stop());
  supervisor.start();
  return supervisor;
}

/** The language of the menu until a page says what its reader chose. */
function firstLanguage(state: ShellState): Language {
  return state.language ?? (process.env['AIF_LANG'] === 'en' ? 'en' : 'ko');
}

function openApp(supervisor: ServerSupervisor): void {
  const stateFile = join(app.getPath('userData'), 'shell.json');
  let state = loadShellState(stateFile);
  const change = (part: Partial<ShellState>) => {
    state = { ...state, ...part };
    saveShellState(stateFile, state);
  };
  const windows = new WindowManager(
    { preloadFile: preloadFile(places), appVersion: app.getVersion(), isPackaged: app.isPackaged },
    (saved) => change({ windows: saved }),
  );
  const showMenu = (language: Language) => {
    const actions = { command: windows.command.bind(windows), newWindow: () => windows.openBeside('/') };
    Menu.setApplicationMenu(applicationMenu(language, actions));
  };
  listenToPages(supervisor, {
    openWindow: (route) => windows.openBeside(route),
    setLanguage(language) {
      if (language === state.language) return;
      change({ language });
      showMenu(language);
    },
  });
  supervisor.onStatus((status) => windows.send(CHANNELS.serverStatus, status));
  app.on('second-instance', () => windows.focus());
  app.on('activate', () => windows.focus());
  showMenu(firstLanguage(state));
  windows.restore(state.windows);
}

/** Electron's own answer to an unexpected error is a dialog that stands in the way of everything until it is closed. */
function reportErrors(): void {
  const log = new LogFile(join(app.getPath('logs'), 'shell.log'));
  const report = (error: unknown) => {
    const text = `${new Date().toISOString()} ${error instanceof Error ? error.stack : String(error)}`;
    console.error(text);
    log.add(text);
  };
  process.on('uncaughtException', report);
  process.on('unhandledRejection', report);
  notePageErrors(report);
}

async function run(): Promise<void> {
  reportErrors();
  registerAppScheme();
  // Chromium does not start at all for root with its sandbox on; pages stay sandboxed from Node in any case.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  guardAllContents();
  app.on('window-all-closed', () => app.quit());
  // The server needs no window: it starts while Electron still gets ready.
  const supervisor = superviseServer();
  await app.whenReady();
  guardSession(session.defaultSession);
  serveApp(session.defaultSession, rendererFolder(places));
  openApp(supervisor);
}

if (app.requestSingleInstanceLock()) void run();
else app.quit();
