import { expect, it, vi } from 'vitest';
import { refuseSwitches } from './refused-switches.ts';

function appWith(isPackaged: boolean, ...given: string[]) {
  const switches = new Set(given);
  const commandLine = {
    hasSwitch: (name: string) => switches.has(name),
    removeSwitch: (name: string) => void switches.delete(name),
  } as unknown as Electron.CommandLine;
  return { app: { isPackaged, commandLine }, switches };
}

const DEBUGGING = ['remote-debugging-port', 'disable-web-security', 'allow-file-access-from-files'];

it('takes what opens or weakens pages off the command line, says so, and leaves the rest', () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const { app, switches } = appWith(true, ...DEBUGGING, 'safe-mode', 'no-sandbox');
  refuseSwitches(app);
  expect([...switches]).toEqual(['safe-mode', 'no-sandbox']);
  expect(said.mock.calls.flat()).toEqual([
    '--remote-debugging-port is refused',
    '--disable-web-security is refused',
  ]);
  said.mockRestore();
});

it('leaves the app of a checkout as it was started', () => {
  const { app, switches } = appWith(false, ...DEBUGGING);
  refuseSwitches(app);
  expect([...switches]).toEqual(DEBUGGING);
});
