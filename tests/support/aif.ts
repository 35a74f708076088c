import { spawn } from 'node:child_process';
import { temporaryFolder } from './folder.ts';

/** The program as it is shipped: from its sources a start takes several times as long. See `build-server.ts`. */
export const CLI = new URL('../../out/server/cli.mjs', import.meta.url).pathname;
const END_WITHIN_MS = 60_000;

/** What a started program gets of the tests' own environment. The last, where set, spares it to compile anew. */
const HANDED_ON = ['PATH', 'TMPDIR', 'USER', 'NODE_COMPILE_CACHE'] as const;

/** The environment of a started program: nothing of the tests' own settings comes through. */
export function environmentOf(home: string, env: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const handedOn = HANDED_ON.filter((name) => process.env[name] !== undefined);
  return { HOME: home, ...Object.fromEntries(handedOn.map((name) => [name, process.env[name]])), ...env };
}

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `aif` with arguments and waits for its end. */
export function aif(
  args: readonly string[],
  options: {
    readonly env?: Readonly<Record<string, string>>;
    readonly prefix?: readonly string[];
    readonly program?: string;
  } = {},
): Promise<CommandResult> {
  const [program = process.execPath, ...programArguments] = [
    ...(options.prefix ?? []),
    process.execPath,
    options.program ?? CLI,
    ...args,
  ];
  const home = temporaryFolder();
  const child = spawn(program, programArguments, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environmentOf(home.path, options.env),
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), END_WITHIN_MS);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      home.remove();
      resolve({ code, stdout, stderr });
    });
  });
}
