import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { MIGRATIONS } from '../../migrations/index.ts';
import { databaseFileIn } from '../../platform/database-file.ts';
import { resourcePath, workerUrl } from '../../platform/entry-url.ts';
import { createRulePool } from '../../platform/rule-pool/index.ts';
import { isOfRights, isOfSpace, migrationHistory } from '../../platform/sqlite/index.ts';
import { VERSION } from '../../version.ts';
import { messageOf, type Finding } from './finding.ts';

// What is found out here, whether a station runs or not.

const LOW_DISK_BYTES = 2 * 1024 ** 3;
const LEAST_NODE_API = 10;

export function runtime(): Finding {
  const detail = `Node ${process.versions.node}, program ${VERSION}`;
  if (Number(process.versions.napi) >= LEAST_NODE_API) return { part: 'runtime', state: 'ok', detail };
  return {
    part: 'runtime',
    state: 'faulty',
    detail,
    action: 'use Node 22.14 or newer; the product brings Node 24',
  };
}

/** The store's file; with the version of the station that runs on it, where one does. */
export function store(folder: string, runningVersion: string | null): Finding {
  const file = databaseFileIn(folder);
  if (!existsSync(file)) return { part: 'store', state: 'absent', detail: 'made at the first start' };
  try {
    const wrong = migrationHistory(file, MIGRATIONS).filter((record) => record.state !== 'applied');
    if (wrong.length === 0)
      return { part: 'store', state: 'ok', detail: `${MIGRATIONS.length} schema steps` };
    const detail = wrong.map((record) => `${record.name} ${record.state}`).join(', ');
    const isNewer = wrong.some((record) => record.state === 'unknown');
    const alone = isNewer
      ? 'start the newer program that wrote it'
      : 'run "aif migrate up", or start the server';
    const action =
      runningVersion === null
        ? alone
        : `the running station, version ${runningVersion}, has another schema than this program: use the aif of that version, or restart it with this one`;
    return { part: 'store', state: 'faulty', detail, action };
  } catch (error) {
    return {
      part: 'store',
      state: 'faulty',
      detail: messageOf(error),
      action: isOfSpace(error, file)
        ? 'the disk is full: free some space and ask again'
        : isOfRights(error)
          ? 'check the permissions of the data folder and what is in it'
          : 'restore a backup of the data folder',
    };
  }
}

export function disk(folder: string): Finding {
  if (!existsSync(folder)) return { part: 'disk', state: 'absent', detail: `${folder} does not exist yet` };
  const { bavail, bsize } = statfsSync(folder);
  const detail = `${((bavail * bsize) / 1024 ** 3).toFixed(1)} GiB free`;
  if (bavail * bsize >= LOW_DISK_BYTES) return { part: 'disk', state: 'ok', detail };
  return { part: 'disk', state: 'faulty', detail, action: 'free some space' };
}

export async function ruleEngine(): Promise<Finding> {
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
