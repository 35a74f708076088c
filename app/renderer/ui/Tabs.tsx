import { Tabs as RadixTabs } from 'radix-ui';
import type { ReactNode } from 'react';

interface TabsProps {
  readonly label: string;
  readonly tabs: readonly { readonly id: string; readonly label: ReactNode; readonly content: ReactNode }[];
  readonly initial?: string;
}

export function Tabs({ label, tabs, initial }: TabsProps) {
  return (
    <RadixTabs.Root defaultValue={initial ?? tabs[0]?.id ?? ''} className="flex min-h-0 grow flex-col">
      <RadixTabs.List aria-label={label} className="flex shrink-0 border-b border-line">
        {tabs.map((tab) => (
          <RadixTabs.Trigger
            key={tab.id}
            value={tab.id}
            className="min-h-10 border-b-3 border-transparent px-4 text-ink-2 hover:bg-selected data-[state=active]:border-ink data-[state=active]:font-semibold data-[state=active]:text-ink"
          >
            {tab.label}
          </RadixTabs.Trigger>
        ))}
      </RadixTabs.List>
      {tabs.map((tab) => (
        <RadixTabs.Content key={tab.id} value={tab.id} className="min-h-0 grow data-[state=inactive]:hidden">
          {tab.content}
        </RadixTabs.Content>
      ))}
    </RadixTabs.Root>
  );
}
