import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

/** Says that it is up, as a rule worker does, and then cannot be ended for a while. */
const WORKER = `
  import { pbkdf2Sync } from 'node:crypto';
  import { parentPort, workerData } from 'node:worker_threads';
  parentPort.postMessage([]);
  const said = new Int32Array(workerData.module);
  Atomics.store(said, 0, 1);
  Atomics.notify(said, 0);
  pbkdf2Sync('', '', 2_000_000, 64, 'sha512');
`;

/** Closes a slot whose thread has said that it is up, before that was heard. */
const PROGRAM = `
  import { WorkerSlot } from ${JSON.stringify(new URL('worker-slot.ts', import.meta.url).href)};
  const said = new SharedArrayBuffer(4);
  const slot = new WorkerSlot(
    { workerUrl: new URL(${JSON.stringify(`data:text/javascript,${encodeURIComponent(WORKER)}`)}), module: said },
    { answered() {}, lost() {} },
  );
  Atomics.wait(new Int32Array(said), 0, 0);
  await slot.close();
  console.log('closed');
`;

it('is waited for: a process with nothing else to do does not end in the middle of it', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', PROGRAM]);
  expect(stdout).toBe('closed\n');
});
