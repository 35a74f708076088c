/**
 * `npm test`: everything there is to test, from an empty checkout on. A part that cannot run on this machine says why
 * and counts as skipped. Ends with what failed, and one line: "N passed, N failed, N skipped". Names of parts as arguments run only those.
 */
import { prepare } from './lib/bootstrap.mjs';

await prepare();
const { mkdirSync, rmSync } = await import('node:fs');
const { stripVTControlCharacters } = await import('node:util');
const { run } = await import('./lib/run.mjs');
const { PARTS, reportFolder } = await import('./lib/test-parts.mjs');

const MESSAGE_LINES = 25;
const say = (text) => process.stdout.write(`${text}\n`);
const seconds = (from) => `${((performance.now() - from) / 1_000).toFixed(1)} s`;

/** The first reason why a part cannot run here, or null. */
async function whyNot({ needs }) {
  for (const need of needs) {
    const reason = await need();
    if (reason !== null) return reason;
  }
  return null;
}

/** Begins a part, or says why it cannot run. `early`: before its turn; what it says is kept for that. */
async function begin(part, early = false) {
  const reason = await whyNot(part);
  if (reason !== null) return { reason };
  const missing = [];
  for (const want of part.wants ?? []) {
    const what = await want();
    if (what !== null) missing.push(what);
  }
  const [program, ...args] = part.command;
  const { env, timeoutMs, beside = false } = part;
  return {
    missing,
    from: performance.now(),
    early,
    result: run(program, args, { env, timeoutMs, capture: true, quiet: early, idle: beside }),
  };
}

/**
 * @param begun its run, where it was begun before its turn
 * @returns {Promise<import('./lib/counts.ts').Counts>}
 */
async function runPart(part, begun) {
  say(`\n── ${part.name} ${'─'.repeat(Math.max(0, 70 - part.name.length))}`);
  const { reason, missing, from, early, result } = begun ?? (await begin(part));
  if (reason !== undefined) {
    say(`${part.name}: not run: ${reason}`);
    return { passed: 0, failed: 0, skipped: 1, complaints: [] };
  }
  for (const what of missing) say(`${part.name}: ${what}: some of its tests will not run`);
  const { output, timedOut } = await result;
  if (early) process.stderr.write(output);
  const counts = part.count(await result);
  if (timedOut) say(`${part.name}: ended after ${part.timeoutMs / 60_000} minutes`);
  say(
    `${part.name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped (${seconds(from)})`,
  );
  return counts;
}

/** What its tests complained of, once more where the output of all parts ends. */
function sayComplaints(complaints, title) {
  if (complaints.length === 0) return;
  say(`\n── ${title} ${'─'.repeat(Math.max(0, 70 - title.length))}`);
  for (const { part, test, message } of complaints) {
    const lines = stripVTControlCharacters(message)
      .split('\n')
      .filter((line) => !line.includes('/node_modules/'));
    say(`${part}: ${test}`);
    for (const line of lines.slice(0, MESSAGE_LINES)) say(`    ${line}`);
    if (lines.length > MESSAGE_LINES) say(`    … (${lines.length - MESSAGE_LINES} more lines above)`);
  }
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !PARTS.some((part) => part.name === name));
if (unknown.length > 0) {
  say(
    `There is no part ${unknown.join(', ')}; there are: ${PARTS.map(({ name }) => `"${name}"`).join(', ')}.`,
  );
  process.exit(2);
}
rmSync(reportFolder, { recursive: true, force: true });
mkdirSync(reportFolder, { recursive: true });
const total = { passed: 0, failed: 0, skipped: 0 };
const complaints = [];
const parts = PARTS.filter(({ name }) => asked.length === 0 || asked.includes(name));
const begun = new Map();
for (const part of parts) if (part.beside) begun.set(part, await begin(part, true));
for (const part of parts) {
  for (const other of parts) if (other.along === part.name) begun.set(other, await begin(other, true));
  const counts = await runPart(part, begun.get(part));
  for (const kind of Object.keys(total)) total[kind] += counts[kind];
  complaints.push(...counts.complaints.map((complaint) => ({ ...complaint, part: part.name })));
}
sayComplaints(
  complaints.filter(({ unsteady }) => unsteady),
  'passed only when repeated',
);
sayComplaints(
  complaints.filter(({ unsteady }) => !unsteady),
  'failed',
);
say(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed === 0 ? 0 : 1;
