import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { folderOfTest } from '../../../tests/support/folder.ts';
import { configFilePath, ENVIRONMENT, loadConfig, updateConfigFile } from '../../platform/config.ts';
import { createSettingsService } from './index.ts';

/** The service on a real data folder. */
function openSettings(environment: Record<string, string> = {}) {
  const dataFolder = folderOfTest();
  const file = configFilePath(dataFolder);
  writeFileSync(file, '{}');
  const running = loadConfig(dataFolder, environment);
  const service = createSettingsService({
    dataFolder,
    file,
    variables: ENVIRONMENT,
    running: () => running,
    next: () => loadConfig(dataFolder, environment),
    update: (change) => updateConfigFile(dataFolder, change),
  });
  const setting = async (name: string) =>
    (await service.get()).settings.find((candidate) => candidate.name === name);
  return { service, file, setting };
}

it('shows every setting with its value, where it comes from and its variable', async () => {
  const { service, file, setting } = openSettings({ AIF_LOG_LEVEL: 'warn' });
  expect(await setting('logLevel')).toMatchObject({
    value: 'warn',
    source: 'environment',
    variable: 'AIF_LOG_LEVEL',
  });
  expect(await setting('demoPlant')).toMatchObject({ value: true, source: 'default' });
  expect(await setting('mqttTopics')).toMatchObject({ value: ['aif/v1/#', 'spBv1.0/#'] });
  expect(await setting('mqttUrl')).toMatchObject({ value: null, variable: 'AIF_MQTT_URL' });
  expect(await service.get()).toMatchObject({ file, restartNeeded: false });
});

it('changes some, leaves the others, takes one out by null, and says that a restart is needed', async () => {
  const { service, file, setting } = openSettings();
  expect(await service.update({ demoPlant: false, lang: 'en' })).toMatchObject({ restartNeeded: true });
  await service.update({ demoPlant: null });
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ lang: 'en' });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await setting('lang')).toMatchObject({ value: 'en', source: 'file' });
  expect(await service.update({ lang: null })).toMatchObject({ restartNeeded: false });
});

it('writes nothing of a change that is not valid', async () => {
  const { service, file } = openSettings();
  await expect(service.update({ mqttUrl: 'http://x' })).rejects.toMatchObject({
    code: 'VALIDATION_FAILED',
    fields: [{ path: 'mqttUrl' }],
  });
  expect(readFileSync(file, 'utf8')).toBe('{}');
});

it.each([
  ['mqtt://me:secret@host:1883', 'mqtt://me:***@host:1883'],
  ['mqtt://me:se@cret@host', 'mqtt://me:***@host'],
  ['mqtt://me:se:cret@host', 'mqtt://me:***@host'],
  ['mqtts://host:8883', 'mqtts://host:8883'],
])('shows no password: %s', async (mqttUrl, shown) => {
  const { service, setting } = openSettings();
  await service.update({ mqttUrl });
  expect(await setting('mqttUrl')).toMatchObject({ value: shown });
});

it('refuses a password with a bare slash, of which nobody can tell where it ends, and does not show it', async () => {
  const { service } = openSettings();
  const refused = await service.update({ mqttUrl: 'mqtt://me:se/cret@host/path' }).catch((error) => error);
  expect(refused).toMatchObject({ code: 'VALIDATION_FAILED', fields: [{ path: 'mqttUrl' }] });
  expect(JSON.stringify([refused.message, refused.fields])).not.toMatch(/cret/);
});
