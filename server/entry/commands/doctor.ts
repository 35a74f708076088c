import type { Command } from 'commander';
import { AppError } from '../../../shared/contract/errors.ts';
import { findingLines, isAbnormal } from '../../contexts/health/index.ts';
import { findingsOf } from '../doctor/findings.ts';
import {
  DATA_OPTION,
  JSON_OPTION,
  dataFolderOf,
  languageOf,
  printJson,
  printLine,
  tellLongWork,
} from './common.ts';

export function doctorCommand(command: Command): void {
  command
    .option(...DATA_OPTION)
    .option(...JSON_OPTION)
    .action(async (options: { data?: string; json?: boolean }) => {
      const folder = dataFolderOf(options.data);
      const language = await languageOf(folder);
      const { from, items } = await findingsOf(folder, tellLongWork(language));
      if (options.json) printJson({ from, items });
      else for (const line of findingLines(items, language)) printLine(line);
      const { length } = items.filter(isAbnormal);
      if (length > 0)
        throw new AppError(
          'CONFLICT',
          language === 'ko' ? `확인이 필요한 부분: ${length}개` : `${length} parts need attention`,
        );
    });
}
