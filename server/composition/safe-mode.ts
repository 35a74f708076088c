import type { BrokerState } from '../../shared/contract/data-hub.ts';
import { ReasonError } from '../../shared/contract/errors.ts';
import type { Reason } from '../../shared/contract/reasons.ts';
import type { ConfigFile } from '../../shared/contract/settings.ts';
import type { Sources } from '../contexts/sources/index.ts';
import { shownUrl } from '../platform/mqtt/index.ts';
import type { StationBroker } from './broker.ts';

/** Sources of a station that is only looked at: none is ever started. */
export function withoutSources(sources: Sources): Sources {
  return new Proxy(sources, {
    get(target, name) {
      if (name === 'register') return () => Promise.resolve();
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}

/** In the place of a broker that is not connected to. */
export function noBroker({ mqttUrl, mqttProtocol }: ConfigFile): StationBroker {
  const state: BrokerState = {
    url: mqttUrl === undefined ? '' : shownUrl(mqttUrl),
    embedded: false,
    state: 'paused',
    since: new Date().toISOString(),
    protocol: mqttProtocol,
  };
  return {
    place: { url: mqttUrl ?? null, socket: null },
    demoPlant: null,
    demoWanted: false,
    demoRunning: () => false,
    state: () => state,
    close: () => Promise.resolve(),
  };
}

/** In the place of taking values in. */
export const refuse = (why: Reason) => (): Promise<never> =>
  Promise.reject(new ReasonError('STATION_READ_ONLY', why));
