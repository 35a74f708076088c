/** A command on a virtual screen of its own, so that no window disturbs who sits in front of this machine. */
export function onVirtualScreen(command) {
  return process.platform === 'linux'
    ? ['xvfb-run', '-a', '-s', '-screen 0 1920x1080x24', ...command]
    : command;
}
