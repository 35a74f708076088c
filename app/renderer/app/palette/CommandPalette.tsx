import { Command } from 'cmdk';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/index.ts';
import type { PaletteEntry } from './entries.ts';
import { PaletteItem } from './PaletteItem.tsx';
import { rank } from './rank.ts';
import { usePaletteGroups } from './use-palette-groups.ts';

interface CommandPaletteProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('app');
  const [search, setSearch] = useState('');
  const groups = rank(usePaletteGroups(), search);
  const run = (entry: PaletteEntry) => () => {
    // It closes first: the entry may open another dialog.
    onClose();
    entry.onSelect();
  };
  return (
    <Command label={t('palette.open')} loop shouldFilter={false} className="flex max-h-[70vh] flex-col">
      <Command.Input
        data-autofocus
        value={search}
        onValueChange={setSearch}
        placeholder={t('palette.placeholder')}
        className="min-h-12 shrink-0 border-b border-line bg-raised px-4 text-lg outline-none"
      />
      <Command.List className="overflow-y-auto py-1">
        {groups.length === 0 && <p className="p-4 text-ink-2">{t('palette.empty')}</p>}
        {groups.map(({ heading, entries }) => (
          <Command.Group
            key={heading}
            heading={heading}
            className="[&_[cmdk-group-heading]]:px-4 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:text-sm [&_[cmdk-group-heading]]:text-ink-3"
          >
            {entries.map((entry) => (
              <PaletteItem key={entry.id} entry={entry} onSelect={run(entry)} />
            ))}
          </Command.Group>
        ))}
      </Command.List>
    </Command>
  );
}

/** Everything reachable by typing its name. */
export function CommandPalette({ open, onOpenChange }: CommandPaletteProps) {
  const { t } = useTranslation('app');
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('palette.open')} hideHeader>
      <Palette onClose={() => onOpenChange(false)} />
    </Dialog>
  );
}
