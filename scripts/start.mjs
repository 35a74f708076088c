/**
 * `npm start`: installs and builds what is missing, then opens the app; where no window can be had it serves the same
 * windows to a browser (`npm start -- --headless` asks for that).
 */
import { prepare } from './lib/bootstrap.mjs';

const HELP = 'npm start: opens the app; npm start -- --headless: serves the same windows to a browser\n';
const options = process.argv.slice(2);
const unknown = options.find((option) => option !== '--headless' && option !== '--help');
if (unknown !== undefined) {
  process.stderr.write(`npm start: unknown option ${unknown}\n${HELP}`);
  process.exit(2);
}
if (options.includes('--help')) {
  process.stdout.write(HELP);
  process.exit(0);
}

await prepare();
const { buildApp } = await import('./lib/builds.mjs');
const { openDesktop, whyNoDesktop } = await import('./lib/desktop.mjs');
const { serveBrowser } = await import('./lib/browser.mjs');

const isHeadless = options.includes('--headless');
const say = (text) => process.stderr.write(`${text}\n`);

async function build() {
  const from = Date.now();
  const timer = setTimeout(() => say('Building the windows …'), 1_000);
  const isNew = await buildApp();
  clearTimeout(timer);
  if (isNew) say(`Windows built in ${((Date.now() - from) / 1_000).toFixed(1)} s.`);
}

async function start() {
  await build();
  const reason = isHeadless ? null : await whyNoDesktop();
  if (isHeadless || reason !== null) {
    if (reason !== null) say(`No desktop window: ${reason}. Serving the same windows to a browser.`);
    return serveBrowser();
  }
  const { code, problem } = await openDesktop();
  if (problem === null) return code;
  say(`No desktop window: ${problem}. Serving the same windows to a browser.`);
  return serveBrowser();
}

try {
  process.exitCode = await start();
} catch (error) {
  say(`aif: ${error.message}`);
  process.exitCode = 1;
}
