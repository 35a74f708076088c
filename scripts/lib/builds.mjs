import { makeIfChanged } from './build-stamp.mjs';
import { projectNode } from './paths.mjs';
import { run } from './run.mjs';

const COMMON = ['package-lock.json', 'package.json', 'shared/**/*'];

async function orFail(what, args) {
  const { code, output } = await run(projectNode, args, { quiet: true });
  if (code !== 0) {
    process.stderr.write(output);
    throw new Error(`${what} could not be built`);
  }
}

/** The windows, the shell and its preload script: `out/renderer`, `out/main`, `out/preload`. */
export function buildApp() {
  return makeIfChanged({
    name: 'app',
    sources: [...COMMON, 'app/**/*', 'electron.vite.config.ts', 'tsconfig*.json'],
    outputs: ['out/main/index.cjs', 'out/preload/index.cjs', 'out/renderer/index.html'],
    make: () =>
      orFail('the windows', [
        'node_modules/electron-vite/bin/electron-vite.js',
        'build',
        '--logLevel',
        'warn',
      ]),
  });
}

/** The bundled server for packages: `out/server`. */
export function buildServer() {
  return makeIfChanged({
    name: 'server',
    sources: [
      ...COMMON,
      'server/**/*',
      'rhai-wasm/face/**/*',
      'rhai-wasm/*.ts',
      'rhai-wasm/dist/*',
      'scripts/build-server.mjs',
      'scripts/lib/server-bundle.mjs',
    ],
    outputs: ['out/server/cli.mjs', 'out/server/rhai.wasm'],
    make: () => orFail('the server', ['scripts/build-server.mjs']),
  });
}
