import { Command } from 'commander';
import { countedCodes } from '../../../shared/contract/ruleset-check.ts';
import type { Activation } from '../../../shared/contract/ruleset-desk.ts';
import { DATA_OPTION, JSON_OPTION, dataFolderOf, printJson, printLine } from './common.ts';

const opening = () => import('../../composition/offline-station.ts');

/** `aif rules activations`: what judged here from when on, who decided it, why, and against what. */
export function activationsCommand(): Command {
  return new Command('activations')
    .description('which version of a ruleset judged here from when on, by whom and why, newest first')
    .argument('<id>', 'ruleset')
    .option(...DATA_OPTION)
    .option(...JSON_OPTION)
    .action(async (id: string, options: { data?: string; json?: boolean }) => {
      const folder = dataFolderOf(options.data);
      const station = await (await opening()).openOfflineStation(folder, { beside: true, reading: true });
      try {
        const { items } = await station.desk.activations(id);
        if (options.json === true) printJson({ items });
        else for (const item of items) printLine(told(item));
      } finally {
        await station.close();
      }
    });
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

function told({ at, version, fromVersion, by, reason, failedTests, findings }: Activation): string {
  const from = fromVersion === null ? '–' : `v${fromVersion}`;
  const against = [
    ...(failedTests === 0 ? [] : [`${counted(failedTests, 'failed test')} accepted`]),
    ...(findings.length === 0
      ? []
      : [`${counted(findings.length, 'finding')} accepted (${countedCodes(findings)})`]),
  ];
  return [
    at,
    `${from} → ${version === null ? 'retired' : `v${version}`}`,
    by ?? 'unknown',
    reason ?? 'no reason given',
    ...against,
  ].join(' · ');
}
