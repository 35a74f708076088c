import { Command } from 'cmdk';
import type { ReactNode } from 'react';
import { Icon, Kbd, type IconName } from '../../ui/index.ts';

interface PaletteEntryProps {
  readonly value: string;
  readonly label: string;
  readonly icon: IconName;
  readonly detail?: string;
  readonly keys?: string;
  readonly onSelect: () => void;
}

/** One thing to go to or to do. */
export function PaletteEntry({ value, label, icon, detail, keys, onSelect }: PaletteEntryProps) {
  return (
    <Command.Item
      value={value}
      keywords={[label, detail ?? '']}
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

export function PaletteGroup({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-4 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:text-sm [&_[cmdk-group-heading]]:text-ink-3"
    >
      {children}
    </Command.Group>
  );
}
