import { expect, it } from 'vitest';
import { runAif } from './aif-command.ts';

const node = (script: string) => ({
  program: process.execPath,
  arguments: ['-e', script, '--'],
  environment: {},
  workingFolder: process.cwd(),
});

it('gives what the program printed', async () => {
  const end = await runAif(node('console.log(process.argv.slice(1).join())'), ['backup', 'list']);
  expect(end).toEqual({ ok: true, output: 'backup,list\n' });
});

it('gives the words of a program that failed, without its progress', async () => {
  const script = `process.stderr.write('0 %\\n10 %\\naif: the disk is full\\n'); process.exitCode = 1;`;
  expect(await runAif(node(script), [])).toEqual({ ok: false, reason: 'aif: the disk is full' });
});

it('says how a program ended that said nothing, and why one could not be started', async () => {
  expect(await runAif(node('process.exit(3)'), [])).toEqual({
    ok: false,
    reason: 'it ended with exit code 3',
  });
  const missing = await runAif({ ...node(''), program: '/no/such/program' }, []);
  expect(missing).toMatchObject({ ok: false, reason: expect.stringContaining('ENOENT') as string });
});
