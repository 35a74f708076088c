import { expect, it } from 'vitest';
import { serverEnvironment } from './server-environment.ts';

it('hands on settings, locale and system variables only', () => {
  const environment = serverEnvironment({
    AIF_MQTT_URL: 'mqtt://broker',
    LC_ALL: 'ko_KR.UTF-8',
    Path: 'C:\\Windows',
    https_proxy: 'proxy',
    NODE_OPTIONS: '--require evil.js',
    NODE_CHANNEL_FD: '3',
    LD_PRELOAD: 'evil.so',
    ELECTRON_RUN_AS_NODE: '1',
    GITHUB_TOKEN: 'secret',
    HOME: undefined,
  });
  expect(environment).toEqual({
    AIF_MQTT_URL: 'mqtt://broker',
    LC_ALL: 'ko_KR.UTF-8',
    Path: 'C:\\Windows',
    https_proxy: 'proxy',
  });
});
