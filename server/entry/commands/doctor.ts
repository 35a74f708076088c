import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../../../shared/contract/errors.ts';
import { MIGRATIONS } from '../../migrations/index.ts';
import { loadConfig } from '../../platform/config.ts';
import { resourcePath, workerUrl } from '../../platform/entry-url.ts';
import { createRulePool } from '../../platform/rule-pool/index.ts';
import { migrationHistory } from '../../platform/sqlite/index.ts';
import { connectToStation } from '../../platform/station-client.ts';
import { VERSION } from '../../version.ts';
import { DATA_OPTION, JSON_OPTION, dataFolderOf, printJson, printLine } from './common.ts';

interface Finding {
  readonly part: string;
  readonly state: 'ok' | 'absent' | 'faulty';
  readonly detail: string;
  readonly action?: string;
}

const LOW_DISK_BYTES = 2 * 1024 ** 3;
const LEAST_NODE_API = 10;
const CONNECT_WITHIN_MS = 3_000;

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function runtime(): Finding {
  const detail = `Node ${process.versions.node}, program ${VERSION}`;
  if (Number(process.versions.napi) >= LEAST_NODE_API) return { part: 'runtime', state: 'ok', detail };
  return {
    part: 'runtime',
    state: 'faulty',
    detail,
    action: 'use Node 22.14 or newer; the product brings Node 24',
  };
}

function config(folder: string): Finding {
  try {
    const { values } = loadConfig(folder, process.env);
    return {
      part: 'settings',
      state: 'ok',
      detail: `broker ${values.mqttUrl === undefined ? 'embedded' : 'configured'}`,
    };
  } catch (error) {
    return {
      part: 'settings',
      state: 'faulty',
      detail: messageOf(error),
      action: 'correct the setting named',
    };
  }
}

function store(folder: string): Finding {
  const file = join(folder, 'station.db');
  if (!existsSync(file)) return { part: 'store', state: 'absent', detail: 'made at the first start' };
  try {
    const wrong = migrationHistory(file, MIGRATIONS).filter((record) => record.state !== 'applied');
    if (wrong.length === 0)
      return { part: 'store', state: 'ok', detail: `${MIGRATIONS.length} schema steps` };
    const detail = wrong.map((record) => `${record.name} ${record.state}`).join(', ');
    const isNewer = wrong.some((record) => record.state === 'unknown');
    const action = isNewer
      ? 'start the newer program that wrote it'
      : 'run "aif migrate up", or start the server';
    return { part: 'store', state: 'faulty', detail, action };
  } catch (error) {
    return {
      part: 'store',
      state: 'faulty',
      detail: messageOf(error),
      action: 'restore a backup of the data folder',
    };
  }
}

function disk(folder: string): Finding {
  if (!existsSync(folder)) return { part: 'disk', state: 'absent', detail: `${folder} does not exist yet` };
  const { bavail, bsize } = statfsSync(folder);
  const detail = `${((bavail * bsize) / 1024 ** 3).toFixed(1)} GiB free`;
  if (bavail * bsize >= LOW_DISK_BYTES) return { part: 'disk', state: 'ok', detail };
  return { part: 'disk', state: 'faulty', detail, action: 'free some space' };
}

async function rules(): Promise<Finding> {
  try {
    const wasm = resourcePath('rhaiWasm');
    const { length } = readFileSync(wasm);
    const pool = await createRulePool({ wasm, workerUrl: workerUrl('rule-pool/rule-worker'), workers: 1 });
    const result = await pool.evaluate({
      hash: 'doctor',
      source: '6.0 * 7.0',
      inputs: {},
      deadlineMs: 1_000,
    });
    await pool.close();
    if (result.ok && result.value === 42)
      return { part: 'rule engine', state: 'ok', detail: `${length} bytes of WASM` };
    return {
      part: 'rule engine',
      state: 'faulty',
      detail: JSON.stringify(result),
      action: 'install the program again',
    };
  } catch (error) {
    return {
      part: 'rule engine',
      state: 'faulty',
      detail: messageOf(error),
      action: 'install the program again',
    };
  }
}

function reach(url: URL): Promise<Error | null> {
  const port = Number(url.port || (url.protocol === 'mqtts:' ? 8883 : 1883));
  return new Promise((resolve) => {
    const socket = createConnection({ host: url.hostname, port, timeout: CONNECT_WITHIN_MS });
    const done = (error: Error | null) => {
      socket.destroy();
      resolve(error);
    };
    socket.once('connect', () => done(null));
    socket.once('timeout', () => done(new Error('no answer')));
    socket.once('error', done);
  });
}

async function broker(folder: string): Promise<Finding> {
  let url: string | undefined;
  try {
    url = loadConfig(folder, process.env).values.mqttUrl;
  } catch {
    return { part: 'broker', state: 'absent', detail: 'not asked: the settings are faulty' };
  }
  if (url === undefined)
    return { part: 'broker', state: 'absent', detail: 'none configured: the embedded one is used' };
  const parsed = new URL(url);
  const error = await reach(parsed);
  const detail = `${parsed.protocol}//${parsed.host}${error === null ? ' answers' : `: ${error.message}`}`;
  if (error === null) return { part: 'broker', state: 'ok', detail };
  return {
    part: 'broker',
    state: 'faulty',
    detail,
    action: 'check address, network and whether the broker runs',
  };
}

async function station(folder: string): Promise<Finding> {
  const client = await connectToStation(folder);
  if (client === null) return { part: 'station', state: 'absent', detail: 'not running on this data folder' };
  const { pid, version, startedAt } = client.station;
  return { part: 'station', state: 'ok', detail: `process ${pid}, version ${version}, since ${startedAt}` };
}

export function doctorCommand(command: Command): void {
  command
    .option(...DATA_OPTION)
    .option(...JSON_OPTION)
    .action(async (options: { data?: string; json?: boolean }) => {
      const folder = dataFolderOf(options.data);
      const findings: Finding[] = [
        runtime(),
        config(folder),
        disk(folder),
        store(folder),
        await rules(),
        await broker(folder),
        await station(folder),
      ];
      if (options.json) printJson({ items: findings });
      else {
        for (const { part, state, detail, action } of findings) {
          printLine(
            `${state.padEnd(7)} ${part.padEnd(12)} ${detail}${action === undefined ? '' : `\n        → ${action}`}`,
          );
        }
      }
      const faulty = findings.filter((finding) => finding.state === 'faulty').length;
      if (faulty > 0) throw new AppError('CONFLICT', `${faulty} parts need attention`);
    });
}
