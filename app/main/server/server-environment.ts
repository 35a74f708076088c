/** What the server may see of the shell's environment; the names are compared without case on Windows' behalf. */
const ALLOWED = new Set(
  [
    'PATH HOME USER LOGNAME LANG LANGUAGE TZ TMPDIR TEMP TMP',
    'XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_DATA_HOME DBUS_SESSION_BUS_ADDRESS',
    'SYSTEMROOT SYSTEMDRIVE WINDIR COMSPEC PATHEXT USERPROFILE USERNAME APPDATA LOCALAPPDATA PROGRAMDATA COMPUTERNAME',
    'HTTP_PROXY HTTPS_PROXY NO_PROXY NODE_EXTRA_CA_CERTS SSL_CERT_FILE SSL_CERT_DIR',
  ]
    .join(' ')
    .split(' '),
);

/**
 * The server's environment: settings of ours (`AIF_…`), locale and the system's own variables. What could change how
 * Node or the loader runs a program (`NODE_OPTIONS`, `LD_PRELOAD`, `ELECTRON_…`) and what is not ours stays outside.
 */
export function serverEnvironment(from: NodeJS.ProcessEnv): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(from)) {
    if (value === undefined) continue;
    const upper = name.toUpperCase();
    if (ALLOWED.has(upper) || upper.startsWith('AIF_') || upper.startsWith('LC_')) kept[name] = value;
  }
  return kept;
}
