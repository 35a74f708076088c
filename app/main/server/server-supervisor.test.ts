import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ServerStatus } from '../../../shared/bridge/desktop-bridge.ts';
import { ServerSupervisor } from './server-supervisor.ts';
import { eventually } from '../../../tests/support/eventually.ts';

let folder = '';
const supervisors: ServerSupervisor[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aif-supervisor-'));
});
afterEach(async () => {
  await Promise.all(supervisors.splice(0).map((supervisor) => supervisor.stop()));
  rmSync(folder, { recursive: true });
});

/** A supervisor over a program of a few lines, with everything it told. */
function supervise(program: string, environment: Record<string, string> = {}) {
  const file = join(folder, 'server.mjs');
  writeFileSync(file, program);
  const supervisor = new ServerSupervisor({
    command: { program: process.execPath, arguments: [file], environment, workingFolder: folder },
  });
  supervisors.push(supervisor);
  const told: ServerStatus[] = [];
  supervisor.onStatus((status) => told.push(status));
  supervisor.start();
  return { supervisor, told };
}

const READY = `console.log(JSON.stringify({ ready: true, socket: '/tmp/s', pid: process.pid, version: '1.2.3' }));`;
const WAIT = `setInterval(() => {}, 1000);`;
const readyPid = (supervisor: ServerSupervisor) => {
  const { status } = supervisor;
  return status.state === 'ready' ? status.pid : null;
};
async function untilReady(supervisor: ServerSupervisor, otherThan: number | null = null): Promise<number> {
  return eventually(() => {
    const pid = readyPid(supervisor);
    if (pid === null || pid === otherThan) throw new Error(`still ${supervisor.status.state}`);
    return pid;
  });
}
const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('ServerSupervisor', () => {
  it('is ready with what the ready line says', async () => {
    const { supervisor, told } = supervise(`console.log('not json'); ${READY} ${WAIT}`);
    const pid = await untilReady(supervisor);
    expect(told).toEqual([
      { state: 'starting', attempt: 1 },
      { state: 'ready', version: '1.2.3', pid },
    ]);
    expect(supervisor.socket).toBe('/tmp/s');
  });

  it('starts a killed server again at once and says why it was away', async () => {
    const { supervisor, told } = supervise(`${READY} ${WAIT}`);
    const first = await untilReady(supervisor);
    process.kill(first, 'SIGKILL');
    await untilReady(supervisor, first);
    expect(told[2]).toEqual({
      state: 'restarting',
      attempt: 1,
      inMs: 100,
      reason: 'the server was ended by SIGKILL',
    });
  });

  it('starts the server again and tells the others when a listener throws', async () => {
    const complaints = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { supervisor, told } = supervise(`${READY} ${WAIT}`);
    supervisor.onStatus(() => {
      throw new Error('Object has been destroyed');
    });
    const toldAfter: string[] = [];
    supervisor.onStatus((status) => toldAfter.push(status.state));
    const first = await untilReady(supervisor);
    process.kill(first, 'SIGKILL');
    await untilReady(supervisor, first);
    expect(toldAfter).toEqual(['ready', 'restarting', 'starting', 'ready']);
    expect(told.map((status) => status.state)).toEqual(['starting', ...toldAfter]);
    expect(complaints.mock.calls.flat().join()).toContain('Object has been destroyed');
    complaints.mockRestore();
  });

  it('starts one server, not two, when a listener asks for the restart that is already waited for', async () => {
    // Ready later than the wait of 100 ms that is cut short.
    const { supervisor, told } = supervise(`setTimeout(() => { ${READY} }, 250); ${WAIT}`);
    const first = await untilReady(supervisor);
    supervisor.onStatus(({ state }) => {
      if (state === 'restarting') supervisor.restart();
    });
    process.kill(first, 'SIGKILL');
    await untilReady(supervisor, first);
    expect(told.map((status) => status.state).filter((state) => state === 'starting')).toHaveLength(2);
  });

  it('gives up on a server that refuses to start, with its own words and log', async () => {
    const { supervisor, told } = supervise(
      `console.error('{"level":50,"msg":"the data folder is in use by process 7"}'); process.exit(1);`,
    );
    await eventually(() => expect(supervisor.status.state).toBe('failed'));
    expect(supervisor.status).toMatchObject({ reason: 'the data folder is in use by process 7' });
    expect(supervisor.status.state === 'failed' && supervisor.status.logTail).toHaveLength(6);
    expect(told.flatMap((status) => (status.state === 'restarting' ? [status.inMs] : []))).toEqual([
      100, 200, 400, 800, 1_600,
    ]);
  }, 20_000);

  it('restarts on request: a running server, and one that was given up', async () => {
    const { supervisor, told } = supervise(`${READY} ${WAIT}`);
    const first = await untilReady(supervisor);
    supervisor.restart();
    await untilReady(supervisor, first);
    expect(isAlive(first)).toBe(false);
    expect(told.map((status) => status.state)).toEqual(['starting', 'ready', 'starting', 'ready']);
  });

  it('says so when the program is not there', async () => {
    const supervisor = new ServerSupervisor({
      command: { program: join(folder, 'nothing'), arguments: [], environment: {}, workingFolder: folder },
    });
    supervisors.push(supervisor);
    supervisor.start();
    await eventually(() =>
      expect(supervisor.status).toMatchObject({
        state: 'restarting',
        reason: expect.stringContaining('cannot be started'),
      }),
    );
  });

  it('stops a server that listens to SIGTERM, and kills within 5 s one that does not', async () => {
    const polite = supervise(`process.on('SIGTERM', () => process.exit(0)); ${READY} ${WAIT}`);
    const politePid = await untilReady(polite.supervisor);
    await polite.supervisor.stop();
    expect(isAlive(politePid)).toBe(false);

    const deaf = supervise(`process.on('SIGTERM', () => {}); ${READY} ${WAIT}`);
    const deafPid = await untilReady(deaf.supervisor);
    const from = performance.now();
    await deaf.supervisor.stop();
    expect(performance.now() - from).toBeLessThan(5_000);
    expect(isAlive(deafPid)).toBe(false);
    expect(deaf.told.map((status) => status.state)).toEqual(['starting', 'ready']);
  }, 15_000);

  it('gives the server no more environment than the command has', async () => {
    const { supervisor } = supervise(
      `console.log(JSON.stringify({ ready: true, socket: Object.keys(process.env).join(), pid: process.pid, version: '1' })); ${WAIT}`,
      { AIF_LANG: 'ko' },
    );
    await untilReady(supervisor);
    expect(supervisor.socket).toBe('AIF_LANG');
  });

  it('holds the server until it is started again, also one that was given up', async () => {
    const { supervisor, told } = supervise(`${READY} ${WAIT}`);
    const pid = await untilReady(supervisor);
    await supervisor.hold('a backup is put back');
    expect(isAlive(pid)).toBe(false);
    expect(told.at(-1)).toMatchObject({ state: 'restarting', reason: 'a backup is put back' });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(readyPid(supervisor)).toBeNull();
    supervisor.restart();
    await untilReady(supervisor, pid);
  });

  it('starts a safe server safely again when it dies, and a normal one once it was told to be normal', async () => {
    const { supervisor } = supervise(`
      console.log(JSON.stringify({ ready: true, socket: '/tmp/s', pid: process.pid, version: process.argv.slice(2).join() }));
      process.on('SIGUSR2', () => console.log(JSON.stringify({ restarted: 'normal' })));
      ${WAIT}`);
    const argumentsNow = () => (supervisor.status.state === 'ready' ? supervisor.status.version : null);
    const normal = await untilReady(supervisor);
    expect(argumentsNow()).toBe('');
    supervisor.restart({ isSafe: true });
    const safe = await untilReady(supervisor, normal);
    expect(argumentsNow()).toBe('--safe');
    process.kill(safe, 'SIGKILL');
    const safeAgain = await untilReady(supervisor, safe);
    expect(argumentsNow()).toBe('--safe');
    process.kill(safeAgain, 'SIGUSR2');
    await new Promise((resolve) => setTimeout(resolve, 300));
    process.kill(safeAgain, 'SIGKILL');
    await untilReady(supervisor, safeAgain);
    expect(argumentsNow()).toBe('');
  });
});
