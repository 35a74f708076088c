import { join } from 'node:path';
import { app, dialog, type BrowserWindow } from 'electron';
import type {
  ListedBackups,
  RestoredBackup,
  SavedDiagnosis,
} from '../../../shared/bridge/recovery-bridge.ts';
import type { ServerCommand } from '../server/server-process.ts';
import type { ServerSupervisor } from '../server/server-supervisor.ts';
import { runAif } from './aif-command.ts';

export interface RescueOptions {
  /** How `aif` is run. */
  readonly aif: ServerCommand;
  readonly dataFolder: string;
  readonly supervisor: ServerSupervisor;
}

/** What `text` holds as JSON, or an empty object. */
function parsed(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** What helps where the station does not start: done by `aif`, which needs no server. */
export class Rescue {
  readonly #options: RescueOptions;

  constructor(options: RescueOptions) {
    this.#options = options;
  }

  /** Asks where to, then writes the diagnostic file there. */
  async saveDiagnosis(window: BrowserWindow): Promise<SavedDiagnosis> {
    const time = new Date().toISOString().slice(0, 19).replaceAll(':', '');
    const { canceled, filePath } = await dialog.showSaveDialog(window, {
      defaultPath: join(app.getPath('documents'), `ai-factory-diagnosis-${time}.zip`),
    });
    if (canceled || !filePath) return { state: 'cancelled' };
    const end = await this.#aif('diagnose', '--out', filePath);
    return end.ok ? { state: 'saved', file: filePath } : { state: 'failed', reason: end.reason };
  }

  async listBackups(): Promise<ListedBackups> {
    const end = await this.#aif('backup', 'list', '--json');
    if (!end.ok) return { state: 'failed', reason: end.reason };
    const { folder, items } = parsed(end.output);
    if (typeof folder === 'string' && Array.isArray(items)) return { state: 'listed', folder, items };
    return { state: 'failed', reason: 'aif backup list gave no list' };
  }

  /** The server is started again in any case: as before it says itself what it lacks. */
  async restore(name: string): Promise<RestoredBackup> {
    const { supervisor } = this.#options;
    await supervisor.hold('a backup is put in the place of the store');
    try {
      const end = await this.#aif('backup', 'restore', name, '--reason', 'recovery window', '--json');
      if (!end.ok) return { state: 'failed', reason: end.reason };
      const { quarantine } = parsed(end.output);
      return { state: 'restored', quarantine: typeof quarantine === 'string' ? quarantine : null };
    } finally {
      supervisor.restart();
    }
  }

  #aif(...args: string[]) {
    const { aif, dataFolder } = this.#options;
    return runAif(aif, [...args, '--data', dataFolder]);
  }
}
