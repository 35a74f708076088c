import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from '../../shared/bridge/desktop-bridge.ts';
import { MENU_TEXTS } from './menu-texts.ts';
import type { Language } from './shell-state.ts';

export interface MenuActions {
  /** For the window in front, which carries the command out. */
  command(command: MenuCommand): void;
  newWindow(): void;
  openRecovery(): void;
}

/** The application menu in one language. Keys of the pages stay with the pages, so that none works twice. */
export function applicationMenu(language: Language, actions: MenuActions): Menu {
  const text = MENU_TEXTS[language];
  const entry = (label: string, command: MenuCommand): MenuItemConstructorOptions => ({
    label,
    click: () => actions.command(command),
  });
  const line: MenuItemConstructorOptions = { type: 'separator' };
  return Menu.buildFromTemplate([
    {
      label: text.file,
      submenu: [
        { label: text.newWindow, accelerator: 'CmdOrCtrl+Shift+N', click: () => actions.newWindow() },
        { label: text.closeWindow, role: 'close' },
        line,
        entry(text.settings, '/settings'),
        line,
        { label: text.quit, role: 'quit' },
      ],
    },
    {
      label: text.edit,
      submenu: [
        { label: text.undo, role: 'undo' },
        { label: text.redo, role: 'redo' },
        line,
        { label: text.cut, role: 'cut' },
        { label: text.copy, role: 'copy' },
        { label: text.paste, role: 'paste' },
        { label: text.selectAll, role: 'selectAll' },
      ],
    },
    {
      label: text.show,
      submenu: [
        entry(text.overview, '/'),
        entry(text.judgments, '/judgments'),
        entry(text.trends, '/trends'),
        entry(text.rules, '/rules'),
        entry(text.data, '/data'),
        entry(text.health, '/health'),
        line,
        entry(text.palette, 'palette'),
        line,
        { label: text.zoomIn, role: 'zoomIn' },
        { label: text.zoomOut, role: 'zoomOut' },
        { label: text.resetZoom, role: 'resetZoom' },
        { label: text.fullScreen, role: 'togglefullscreen' },
        { label: text.reload, role: 'reload' },
        ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' } satisfies MenuItemConstructorOptions]),
      ],
    },
    {
      label: text.help,
      submenu: [
        entry(text.helpPage, 'help'),
        entry(text.shortcuts, 'shortcuts'),
        entry(text.demo, 'demo'),
        line,
        { label: text.recovery, click: () => actions.openRecovery() },
      ],
    },
  ]);
}
