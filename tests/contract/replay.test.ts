import { writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { aif } from '../support/aif.ts';
import { folderOfTest } from '../support/folder.ts';
import { startStationProcess } from '../support/station-process.ts';

/** `aif replay` that cannot do what it is asked to; what it publishes is tested where signals are. */
function fileOf(text: string): string {
  const file = join(folderOfTest(), 'series.csv');
  writeFileSync(file, text);
  return file;
}

/** A port nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const tag = ['--tag', 'a/b/c/d/temperature'];

describe('replay', () => {
  it.each([
    ['an empty file', ''],
    ['a file of blank lines', '\n\n'],
    ['a header alone', 'timestamp,value\n'],
  ])('of %s says what is wrong and what is wanted, before it asks for the broker', async (_what, text) => {
    const file = fileOf(text);
    const broker = ['--broker', `mqtt://127.0.0.1:${await freePort()}`];
    const { code, stdout, stderr } = await aif(['replay', file, ...tag, ...broker]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^aif: VALIDATION_FAILED: .+ is empty or has only a header: rows .+ are wanted/);
    expect(stderr).toContain(file);
  });

  it('of a folder, or of what is not there, says so', async () => {
    for (const file of [folderOfTest(), '/nothing.csv']) {
      const { code, stderr } = await aif(['replay', file, ...tag, '--broker', 'mqtt://127.0.0.1:9']);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^aif: NOT_FOUND: the file .+ cannot be read: .+\n$/);
    }
  });

  it('of rows that all cannot be read says that nothing was published', async () => {
    const station = await startStationProcess();
    onTestFinished(() => station.close());
    const file = fileOf('timestamp,value\n2026-01-01T00:00:00Z,\nsoon,2\n');
    const { code, stderr } = await aif(['replay', file, ...tag, '--speed', 'max', '--data', station.folder]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^line 2: .+\nline 3: .+\n/);
    expect(stderr).toMatch(/^aif: nothing was published: none of the 2 rows holds a reading/m);
  });

  it('to a broker that is not there says so by a code of its own, without its password', async () => {
    const port = await freePort();
    const file = fileOf('timestamp,value\n2026-01-01T00:00:00Z,1\n');
    const broker = ['--broker', `mqtt://user:planted-5ecret@127.0.0.1:${port}`];
    const { code, stdout, stderr } = await aif(['replay', file, ...tag, ...broker]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      new RegExp(`^aif: BROKER_UNAVAILABLE: the broker mqtt://127.0.0.1:${port} cannot be used: `),
    );
    expect(stderr).not.toContain('planted-5ecret');
  });

  it('to one that takes the connection and is none, too', { timeout: 60_000 }, async () => {
    const silent = createServer((socket) => socket.on('error', () => {}));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void silent.close());
    const { port } = silent.address() as AddressInfo;
    const file = fileOf('timestamp,value\n2026-01-01T00:00:00Z,1\n');
    const { code, stderr } = await aif(['replay', file, ...tag, '--broker', `mqtt://127.0.0.1:${port}`]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^aif: BROKER_UNAVAILABLE: .+ cannot be used: .+/m);
  });
});
