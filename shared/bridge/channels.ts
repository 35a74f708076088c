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
  versions: 'aif:versions',
} as const;
