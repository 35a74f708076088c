import { readFileSync } from 'node:fs';
import type { IClientOptions } from 'mqtt';
import type { ConfigFile } from '../../../shared/contract/settings.ts';
import { AppError } from '../../../shared/contract/errors.ts';

/** The settings that say how to reach a broker. */
export type BrokerSettings = Pick<
  ConfigFile,
  'mqttProtocol' | 'mqttUser' | 'mqttPasswordFile' | 'mqttCaFile' | 'mqttCertFile' | 'mqttKeyFile'
>;

type FileSetting = 'mqttPasswordFile' | 'mqttCaFile' | 'mqttCertFile' | 'mqttKeyFile';

function contentsOf(settings: BrokerSettings, name: FileSetting): Buffer | undefined {
  const file = settings[name];
  if (file === undefined) return undefined;
  try {
    return readFileSync(file);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new AppError('CONFIG_INVALID', `${name}: ${file} cannot be read: ${cause}`, [
      { path: name, message: cause },
    ]);
  }
}

/** Credentials and TLS of a broker. Error `CONFIG_INVALID` names the setting whose file cannot be read. */
export function secretsOf(settings: BrokerSettings): IClientOptions {
  const password = contentsOf(settings, 'mqttPasswordFile')?.toString('utf8').trimEnd();
  const options = {
    username: settings.mqttUser,
    password,
    ca: contentsOf(settings, 'mqttCaFile'),
    cert: contentsOf(settings, 'mqttCertFile'),
    key: contentsOf(settings, 'mqttKeyFile'),
  };
  if ((options.cert === undefined) !== (options.key === undefined)) {
    const missing = options.cert === undefined ? 'mqttCertFile' : 'mqttKeyFile';
    throw new AppError(
      'CONFIG_INVALID',
      `${missing}: a client certificate needs both mqttCertFile and mqttKeyFile`,
      [{ path: missing, message: 'is needed too' }],
    );
  }
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** A broker's address as it may be shown: without user, password and query. */
export function shownUrl(url: string): string {
  const parsed = new URL(url);
  const path = parsed.pathname === '/' ? '' : parsed.pathname;
  return `${parsed.protocol}//${parsed.host}${path}`;
}
