import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import { APP_VERSION_ARGUMENT, CHANNELS } from '../../shared/bridge/channels.ts';
import type { DesktopBridge, MenuCommand, ServerStatus } from '../../shared/bridge/desktop-bridge.ts';
import { SERVER_PORT_MESSAGE } from '../../shared/bridge/port-protocol.ts';

/** Passes messages of the shell to `listener` without the event, which would hand `ipcRenderer` to the page. */
function listen<T>(channel: string, listener: (value: T) => void): () => void {
  const handler = (_event: IpcRendererEvent, value: T) => listener(value);
  ipcRenderer.on(channel, handler);
  return () => ipcRenderer.off(channel, handler);
}

// A port can cross into the page's world only by a window message.
ipcRenderer.on(CHANNELS.serverPort, (event) => {
  window.postMessage({ type: SERVER_PORT_MESSAGE }, window.location.origin, event.ports);
});

const bridge = {
  versions: {
    app:
      process.argv
        .find((argument) => argument.startsWith(APP_VERSION_ARGUMENT))
        ?.slice(APP_VERSION_ARGUMENT.length) ?? '',
    electron: process.versions.electron,
    chrome: process.versions.chrome,
  },
  requestServerPort: () => ipcRenderer.send(CHANNELS.requestServerPort),
  onServerStatus(listener) {
    const stop = listen<ServerStatus>(CHANNELS.serverStatus, listener);
    ipcRenderer.send(CHANNELS.requestServerStatus);
    return stop;
  },
  restartServer: () => ipcRenderer.send(CHANNELS.restartServer),
  onMenuCommand: (listener) => listen<MenuCommand>(CHANNELS.menuCommand, listener),
  openWindow: (route) => ipcRenderer.send(CHANNELS.openWindow, route),
  setLanguage: (language) => ipcRenderer.send(CHANNELS.setLanguage, language),
} satisfies DesktopBridge;

contextBridge.exposeInMainWorld('aif', bridge);
