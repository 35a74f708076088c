import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { DemoPlantDialog } from '../features/demo-plant/DemoPlantDialog.tsx';
import { ShortcutList } from '../lib/shortcuts/ShortcutList.tsx';
import { Dialog } from '../ui/index.ts';
import { CommandPalette } from './palette/CommandPalette.tsx';
import { useDialogs } from './dialogs.ts';
import { HelpText } from './HelpText.tsx';
import { helpOf } from './pages.ts';

/** The window's own dialogs. */
export function WindowDialogs() {
  const { t } = useTranslation('app');
  const { pathname } = useLocation();
  const { open, close } = useDialogs();
  const help = helpOf(pathname);
  const onOpenChange = (next: boolean): void => {
    if (!next) close();
  };
  return (
    <>
      <CommandPalette open={open === 'palette'} onOpenChange={onOpenChange} />
      <Dialog open={open === 'shortcuts'} onOpenChange={onOpenChange} title={t('shortcuts')} width="large">
        {/* Longer than a small window: with the focus here the arrow keys scroll it. */}
        <div
          role="group"
          aria-label={t('shortcuts')}
          tabIndex={0}
          data-autofocus
          className="p-4 outline-none"
        >
          <ShortcutList />
        </div>
      </Dialog>
      <Dialog open={open === 'help'} onOpenChange={onOpenChange} title={t(`help:${help}.title`)}>
        <HelpText page={help} />
      </Dialog>
      <DemoPlantDialog open={open === 'demo'} onOpenChange={onOpenChange} />
    </>
  );
}
