import { readFileSync } from 'node:fs';
import type { IClientOptions } from 'mqtt';
import type { ConfigFile } from '../../../shared/contract/settings.ts';
import { AppError } from '../../../shared/contract/errors.ts';

/** The settings that say how to reach a broker. */
export type BrokerSettings = Pick<
  ConfigFile,
  'mqttProtocol' | 'mqttUser' | 'mqttPasswordFile' | 'mqttCaFile' | 'mqttCertFile' | 'mqttKeyFile'
>;

/**
 * Of every client of the station: without them the packet writer makes a buffer for each number of 16 bits in advance, some 10 MiB and
 * a fiftieth of a second of the start, in every process that sends a packet.
 */
export const LEAN: IClientOptions = { writeCache: false };

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

/** What an address says, as options of the client: given as text, the client would read it with the deprecated `url.parse`. */
export function addressOf(url: string): IClientOptions {
  const { protocol, hostname, port, username, password, pathname, search } = new URL(url);
  return {
    protocol: protocol.slice(0, -1) as NonNullable<IClientOptions['protocol']>,
    host: hostname.replace(/^\[|\]$/g, ''),
    path: pathname + search,
    ...(port === '' ? {} : { port: Number(port) }),
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
  };
}
