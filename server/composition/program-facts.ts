import { AppError } from '../../shared/contract/errors.ts';
import type { Settings } from '../../shared/contract/settings.ts';
import type { PartFacts } from '../contexts/health/index.ts';
import { VERSION } from '../version.ts';

/** Settings that are not as by default, and what is wrong with them. `isRunning`: of a station that was started with them. */
export async function settingsFacts(
  read: () => Promise<Settings>,
  isRunning: boolean,
): Promise<PartFacts['settings']> {
  try {
    const { settings, restartNeeded } = await read();
    const changed = settings
      .filter(({ source }) => source !== 'default')
      .map(({ name, value, source, variable }) => ({
        name,
        value: String(value),
        source: source === 'environment' ? (variable ?? source) : source,
      }));
    return { changed, fault: null, isRunning, restartNeeded };
  } catch (error) {
    if (error instanceof AppError && error.code === 'CONFIG_INVALID')
      return { changed: [], fault: error.message, isRunning, restartNeeded: false };
    throw error;
  }
}

export const runtimeFacts = (): PartFacts['runtime'] => ({
  program: VERSION,
  node: process.versions.node,
  nodeApi: Number(process.versions.napi),
});
