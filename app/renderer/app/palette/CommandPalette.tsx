import { Command } from 'cmdk';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/index.ts';
import { CommandGroup, PageGroup, PlantGroups } from './PaletteGroups.tsx';

interface CommandPaletteProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** Everything reachable by typing its name. */
export function CommandPalette({ open, onOpenChange }: CommandPaletteProps) {
  const { t } = useTranslation('app');
  const run = (action: () => void) => () => {
    onOpenChange(false);
    action();
  };
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('palette.open')} hideHeader>
      <Command label={t('palette.open')} loop className="flex max-h-[70vh] flex-col">
        <Command.Input
          data-autofocus
          placeholder={t('palette.placeholder')}
          className="min-h-12 shrink-0 border-b border-line bg-raised px-4 text-lg outline-none"
        />
        <Command.List className="overflow-y-auto py-1">
          <Command.Empty className="p-4 text-ink-2">{t('palette.empty')}</Command.Empty>
          <PageGroup run={run} />
          <PlantGroups run={run} />
          <CommandGroup run={run} />
        </Command.List>
      </Command>
    </Dialog>
  );
}
