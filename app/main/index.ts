import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { app, session } from 'electron';
import { Desktop, type StartAs } from './desktop.ts';
import { LogFile } from './log-file.ts';
import { registerAppScheme, serveApp } from './page/app-protocol.ts';
import { guardAllContents, guardSession } from './page/guards.ts';
import { aifCommand, rendererFolder, serverCommand, type AppPlaces } from './places.ts';
import { stopBeforeQuit } from './quit.ts';
import {
  begun,
  ended,
  graphicsCrashed,
  planOf,
  STARTED_WELL_AFTER_MS,
  startedWell,
  type RunMarker,
  type StartPlan,
} from './recovery/run-marker.ts';
import { refuseSwitches } from './refused-switches.ts';
import { ServerSupervisor } from './server/server-supervisor.ts';
import { ShellMemory } from './shell-state.ts';

/** One window, a server that only shows, no graphics card. */
const SAFE_MODE = 'safe-mode';
/** Lines of the shell's log that the recovery window shows. */
const SHOWN_LINES = 40;

const places: AppPlaces = {
  appFolder: app.getAppPath(),
  resourcesFolder: process.resourcesPath,
  isPackaged: app.isPackaged,
};

function superviseServer(dataFolder: string): ServerSupervisor {
  const log = new LogFile(join(app.getPath('logs'), 'station.log'));
  return new ServerSupervisor({
    command: serverCommand(aifCommand(places), dataFolder),
    onLog: (line) => log.add(line),
  });
}

type Note = (text: string) => void;

/**
 * Notes what goes wrong in the shell, on standard error and in a file. Electron's own answer to an unexpected error is a
 * dialog that stands in the way of everything until it is closed.
 */
function noteErrors(file: string): Note {
  const log = new LogFile(file);
  const note: Note = (text) => {
    const line = `${new Date().toISOString()} ${text}`;
    console.error(line);
    log.add(line);
  };
  const report = (error: unknown) =>
    note(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.on('uncaughtException', report);
  process.on('unhandledRejection', report);
  return note;
}

function lastLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-SHOWN_LINES);
  } catch {
    return [];
  }
}

/** Notes how this run goes, for the next start; decides by what was noted of the last how this one begins. */
function watchRun(memory: ShellMemory, note: Note): StartPlan {
  const { run } = memory.state;
  const plan = planOf(run);
  const change = (how: (run: RunMarker) => RunMarker) => memory.change({ run: how(memory.state.run) });
  if (!run.hasEnded) note(`the last run of the app broke off (${run.brokenStarts} starts in a row)`);
  if (plan.avoidsGraphicsCard) {
    note('the graphics card is not used any more by this version: drawing with it crashed');
    memory.change({ withoutGraphicsCard: app.getVersion() });
  }
  change(begun);
  setTimeout(() => change(startedWell), STARTED_WELL_AFTER_MS).unref();
  app.once('will-quit', () => change(ended));
  app.on('child-process-gone', (_event, { type, reason }) => {
    if (reason === 'clean-exit') return;
    note(`the process for ${type} ended (${reason})`);
    if (type === 'GPU') change(graphicsCrashed);
  });
  return plan;
}

async function start(): Promise<void> {
  const logFile = join(app.getPath('logs'), 'shell.log');
  const note = noteErrors(logFile);
  registerAppScheme();
  refuseSwitches(app);
  // Chromium does not start at all for root with its sandbox on; pages stay sandboxed from Node in any case.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  guardAllContents();
  app.on('window-all-closed', () => app.quit());
  const memory = new ShellMemory(join(app.getPath('userData'), 'shell.json'));
  const plan = watchRun(memory, note);
  const isSafe = app.commandLine.hasSwitch(SAFE_MODE);
  if (isSafe || memory.state.withoutGraphicsCard === app.getVersion()) app.disableHardwareAcceleration();
  // The same default as `aif`, so that its commands find this station without being told where it is.
  const dataFolder = process.env['AIF_DATA_DIR'] || join(app.getPath('home'), '.ai-factory');
  // The server needs no window: it starts while Electron still gets ready.
  const supervisor = superviseServer(dataFolder);
  stopBeforeQuit(() => supervisor.stop());
  if (isSafe || plan.startsServer) supervisor.start({ isSafe });
  await app.whenReady();
  guardSession(session.defaultSession);
  serveApp(session.defaultSession, rendererFolder(places));
  const startAs: StartAs = isSafe
    ? { as: 'safe' }
    : plan.opensRecovery
      ? { as: 'recovery', seen: lastLines(logFile) }
      : { as: 'usual' };
  new Desktop({ places, dataFolder, supervisor, memory }).open(startAs);
}

if (app.requestSingleInstanceLock()) void start();
else app.quit();
