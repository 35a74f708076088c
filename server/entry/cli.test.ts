import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const CLI = join(import.meta.dirname, 'cli.ts');
/** Tells on standard error, at the end, the address of every module that was loaded. */
const TELL_MODULES = `
  import { registerHooks } from 'node:module';
  const loaded = new Set();
  registerHooks({ load(url, context, next) { loaded.add(url); return next(url, context); } });
  process.on('exit', () => process.stderr.write([...loaded].join('\\n')));
`;

async function modulesOf(...args: string[]): Promise<string[]> {
  const hook = `data:text/javascript,${encodeURIComponent(TELL_MODULES)}`;
  const { stderr } = await promisify(execFile)(process.execPath, ['--import', hook, CLI, ...args]);
  return stderr.split('\n').filter((url) => url.startsWith('file:'));
}

const namedIn = (modules: readonly string[], names: readonly string[]) =>
  names.filter((name) => modules.some((url) => url.includes(name)));

describe('a command loads only what it needs', () => {
  it.each([[['--version']], [['--help']], [['help']]])('aif %j: none of the server', async (args) => {
    const modules = await modulesOf(...args);
    expect(modules.some((url) => url.endsWith('/server/entry/cli.ts'))).toBe(true);
    expect(namedIn(modules, ['/zod/', '/mqtt/', '/fastify/', '/kysely/', '/composition/'])).toEqual([]);
  });

  it.each([['serve'], ['replay'], ['judge'], ['rules'], ['migrate'], ['demo'], ['doctor']])(
    'aif %s --help: that command alone',
    async (name) => {
      const modules = await modulesOf(name, '--help');
      const commands = ['serve', 'replay', 'judge', 'rules', 'migrate', 'demo', 'doctor'];
      const loaded = commands.filter((one) => namedIn(modules, [`/entry/commands/${one}.ts`]).length > 0);
      expect(loaded).toEqual([name]);
      expect(namedIn(modules, ['/fastify/'])).toEqual([]);
    },
  );
});
