import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configFilePath } from '../../platform/config.ts';

/** Names of variables whose values nobody else may read. */
const SECRET_NAME = /PASS|TOKEN|SECRET|KEY|CREDENTIAL|AUTH/i;
const PASSWORD_IN_ADDRESS = /:\/\/[^\s/:@"']*:([^\s"']*)@/g;

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Every file that a setting names for a secret, also where the settings as a whole are wrong. */
function secretFilesIn(configText: string): string[] {
  return [...configText.matchAll(/"(?:mqttPasswordFile|mqttKeyFile)"\s*:\s*("(?:[^"\\]|\\.)*")/g)].flatMap(
    ([, text = '']) => {
      try {
        return [JSON.parse(text) as string];
      } catch {
        return [];
      }
    },
  );
}

/** The secrets a station on this folder has, as far as they can be read here: none of them may be told to anybody. */
export function knownSecrets(dataFolder: string, environment: NodeJS.ProcessEnv): string[] {
  const config = textOf(configFilePath(dataFolder));
  const fromAddresses = [config, ...Object.values(environment)].flatMap((text = '') =>
    [...text.matchAll(PASSWORD_IN_ADDRESS)].map(([, password = '']) => password),
  );
  const files = [join(dataFolder, 'token'), join(dataFolder, 'secrets.key'), ...secretFilesIn(config)];
  const fromEnvironment = Object.entries(environment).flatMap(([name, value]) =>
    SECRET_NAME.test(name) && value !== undefined ? [value] : [],
  );
  const fromFiles = files.map((file) => textOf(file).trim());
  const decoded = fromAddresses.flatMap((password) => {
    try {
      return [decodeURIComponent(password)];
    } catch {
      return [];
    }
  });
  return [...fromFiles, ...fromAddresses, ...decoded, ...fromEnvironment].filter((text) => text !== '');
}
