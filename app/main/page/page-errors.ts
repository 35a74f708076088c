import { app, type WebContents } from 'electron';
import { limitedTo } from './limited-notes.ts';

/** A page that fails again and again may not push everything else out of the log. */
const MOST_A_MINUTE = 50;

/** Up to the newest Electron the level is a number, and a name from 35 on. */
const ERROR_LEVELS: ReadonlySet<unknown> = new Set([3, 'error']);

function watch(contents: WebContents, note: (text: string) => void): void {
  contents.on('console-message', (details, ...older) => {
    const [level, message, line, source] = older;
    const said = details as Partial<Record<'level' | 'message' | 'lineNumber' | 'sourceId', unknown>>;
    if (!ERROR_LEVELS.has(said.level ?? level)) return;
    note(
      `error of a page: ${String(said.message ?? message)} (${String(said.sourceId ?? source)}:${String(said.lineNumber ?? line)})`,
    );
  });
  contents.on('preload-error', (_event, path, error) => note(`error of a page's ${path}: ${error.message}`));
}

/** Notes what the windows' pages report as errors, uncaught ones too. */
export function notePageErrors(note: (text: string) => void): void {
  const limited = limitedTo(MOST_A_MINUTE, note, () => performance.now());
  app.on('web-contents-created', (_event, contents) => watch(contents, limited));
}
