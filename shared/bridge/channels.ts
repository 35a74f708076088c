/** Names of the messages between the shell and a page's preload script; no other name is listened to. */
export const CHANNELS = {
  requestServerPort: 'aif:request-server-port',
  serverPort: 'aif:server-port',
  serverStatus: 'aif:server-status',
  requestServerStatus: 'aif:request-server-status',
  restartServer: 'aif:restart-server',
  menuCommand: 'aif:menu-command',
  openWindow: 'aif:open-window',
  setLanguage: 'aif:set-language',
} as const;

/** Start of the command line argument that brings the app's version to the preload script. */
export const APP_VERSION_ARGUMENT = '--aif-app-version=';
