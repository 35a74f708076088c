import type { Command } from 'commander';
import { AppError } from '../../../shared/contract/errors.ts';
import { ownSettings } from '../doctor/environment.ts';
import type { Finding } from '../doctor/finding.ts';
import { disk, ruleEngine, runtime, store } from '../doctor/machine.ts';
import { askStation, findStation } from '../doctor/running-station.ts';
import { DATA_OPTION, JSON_OPTION, dataFolderOf, printJson, printLine } from './common.ts';

export function doctorCommand(command: Command): void {
  command
    .option(...DATA_OPTION)
    .option(...JSON_OPTION)
    .action(async (options: { data?: string; json?: boolean }) => {
      const folder = dataFolderOf(options.data);
      const { client, finding } = await findStation(folder);
      const findings: Finding[] = [
        runtime(),
        disk(folder),
        store(folder, client?.station.version ?? null),
        await ruleEngine(),
        finding,
        ...(client === null ? await ownSettings(folder) : await askStation(client)),
      ];
      if (options.json) printJson({ items: findings });
      else {
        for (const { part, state, detail, action } of findings) {
          printLine(
            `${state.padEnd(7)} ${part.padEnd(12)} ${detail}${action === undefined ? '' : `\n        → ${action}`}`,
          );
        }
      }
      const faulty = findings.filter(({ state }) => state === 'faulty').length;
      if (faulty > 0) throw new AppError('CONFLICT', `${faulty} parts need attention`);
    });
}
