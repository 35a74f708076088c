import { Command } from 'cmdk';
import { Icon, Kbd } from '../../ui/index.ts';
import type { PaletteEntry } from './entries.ts';

export function PaletteItem({ entry, onSelect }: { entry: PaletteEntry; onSelect: () => void }) {
  const { id, label, detail, icon, keys } = entry;
  return (
    <Command.Item
      value={id}
      onSelect={onSelect}
      className="flex min-h-10 cursor-pointer items-center gap-3 px-4 data-[selected=true]:bg-action data-[selected=true]:text-on-action"
    >
      <Icon name={icon} size={18} />
      <span>{label}</span>
      {detail && <span className="truncate text-sm opacity-80">{detail}</span>}
      {keys && (
        <span className="ml-auto">
          <Kbd keys={keys} />
        </span>
      )}
    </Command.Item>
  );
}
