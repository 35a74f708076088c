import { BrowserWindow, ipcMain, MessageChannelMain, type IpcMainEvent, type WebContents } from 'electron';
import { CHANNELS } from '../../shared/bridge/channels.ts';
import { isAppUrl, readRoute } from './page/address.ts';
import { ServerPorts, type Page } from './server/server-ports.ts';
import type { ServerSupervisor } from './server/server-supervisor.ts';
import type { Language } from './shell-state.ts';

/** Only the top page of a window of ours may speak to the shell. */
export function isTrusted(event: Pick<IpcMainEvent, 'sender' | 'senderFrame'>): boolean {
  const { sender, senderFrame } = event;
  return (
    senderFrame !== null &&
    senderFrame === sender.mainFrame &&
    isAppUrl(senderFrame.url) &&
    BrowserWindow.fromWebContents(sender) !== null
  );
}

/** Listens to one message of the pages; messages from anyone else are dropped. */
function listen(channel: string, act: (sender: WebContents, value: unknown) => void): void {
  ipcMain.on(channel, (event, value: unknown) => {
    if (isTrusted(event)) act(event.sender, value);
  });
}

function pageOf(contents: WebContents): Page {
  return {
    deliverPort() {
      const { port1, port2 } = new MessageChannelMain();
      contents.postMessage(CHANNELS.serverPort, null, [port2]);
      return port1;
    },
  };
}

/** Gives pages their connection to the server, for as long as each page stays loaded. */
function connectPages(supervisor: ServerSupervisor): void {
  const ports = new ServerPorts(supervisor);
  const pages = new WeakMap<WebContents, Page>();
  const meet = (contents: WebContents): Page => {
    const page = pageOf(contents);
    pages.set(contents, page);
    const leave = () => {
      ports.forget(page);
    };
    contents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
      if (isMainFrame && !isSameDocument) leave();
    });
    contents.on('render-process-gone', leave);
    contents.once('destroyed', leave);
    return page;
  };
  listen(CHANNELS.requestServerPort, (contents) => ports.request(pages.get(contents) ?? meet(contents)));
}

export interface PageActions {
  openWindow(route: string): void;
  setLanguage(language: Language): void;
}

/** Everything a page can ask of the shell; see `DesktopBridge`. */
export function listenToPages(supervisor: ServerSupervisor, actions: PageActions): void {
  connectPages(supervisor);
  listen(CHANNELS.requestServerStatus, (contents) => contents.send(CHANNELS.serverStatus, supervisor.status));
  listen(CHANNELS.restartServer, () => supervisor.restart());
  listen(CHANNELS.openWindow, (_contents, value) => {
    const route = readRoute(value);
    if (route !== null) actions.openWindow(route);
  });
  listen(CHANNELS.setLanguage, (_contents, value) => {
    if (value === 'ko' || value === 'en') actions.setLanguage(value);
  });
}
