import { createConnection } from 'node:net';
import { ENVIRONMENT, loadConfig, type Config, type SettingName } from '../../platform/config.ts';
import { shownUrl } from '../../platform/mqtt/index.ts';
import { messageOf, settingsText, type Finding } from './finding.ts';

// What a station that is started now, with this environment and this folder, would find.

const CONNECT_WITHIN_MS = 3_000;
const PORTS: Readonly<Record<string, number>> = { 'mqtt:': 1883, 'mqtts:': 8883, 'ws:': 80, 'wss:': 443 };

export async function ownSettings(folder: string): Promise<Finding[]> {
  let config: Config;
  try {
    config = loadConfig(folder, process.env);
  } catch (error) {
    return [
      { part: 'settings', state: 'faulty', detail: messageOf(error), action: 'correct the setting named' },
      { part: 'broker', state: 'absent', detail: 'not asked: the settings are faulty' },
    ];
  }
  const { values, sources } = config;
  const changed = (Object.keys(sources) as SettingName[])
    .filter((name) => sources[name] !== 'default')
    .map((name) => {
      const value = values[name];
      const shown = name === 'mqttUrl' && typeof value === 'string' ? shownUrl(value) : String(value);
      const source = sources[name] === 'environment' ? (ENVIRONMENT[name] ?? '') : sources[name];
      return { name, value: shown, source };
    });
  const detail = `of this environment, for a start now: ${settingsText(changed)}`;
  return [{ part: 'settings', state: 'ok', detail }, await brokerAt(values.mqttUrl)];
}

/** Whether a broker can be reached from here. */
async function brokerAt(url: string | undefined): Promise<Finding> {
  if (url === undefined)
    return { part: 'broker', state: 'absent', detail: 'none configured: the embedded one is used' };
  const error = await reach(new URL(url));
  if (error === null) return { part: 'broker', state: 'ok', detail: `${shownUrl(url)} answers` };
  return {
    part: 'broker',
    state: 'faulty',
    detail: `${shownUrl(url)}: ${error.message}`,
    action: 'check address, network and whether the broker runs',
  };
}

function reach(url: URL): Promise<Error | null> {
  const port = Number(url.port) || (PORTS[url.protocol] ?? 1883);
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
