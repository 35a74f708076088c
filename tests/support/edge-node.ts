import mqtt from 'mqtt';
import { openEdgeConnection, type EdgeConnection } from '../../server/demo-plant/edge-connection.ts';
import type { EdgeMetric } from '../../server/demo-plant/domain/edge-node.ts';

const quiet = { info: () => {}, warn: () => {} };

/** An edge node of the simulator on a real broker. */
export function openEdgeNode(
  url: string,
  devices: Readonly<Record<string, readonly EdgeMetric[]>>,
  { group = 'plant', node = 'gateway' } = {},
): EdgeConnection {
  return openEdgeConnection({
    identity: { group, node, devices: new Map(Object.entries(devices)) },
    connect: (options) => mqtt.connect(url, { ...options, reconnectPeriod: 100, clean: true }),
    log: quiet,
    now: () => Date.now(),
  });
}
