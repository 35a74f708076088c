import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { StationBroker } from './broker.ts';
import type { Core } from './core.ts';

/** Prometheus metrics of the station; names follow the Prometheus conventions (base units, `_total`). */
export function createMetrics(core: Core, broker: StationBroker) {
  const registry = new Registry();
  const registers = [registry];
  // By default it looks a hundred times a second: nearly all that an idle station would do.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 50 });
  const judgments = new Counter({
    name: 'aif_judgments_total',
    help: 'Judgments made, by ruleset, severity and method',
    labelNames: ['ruleset', 'severity', 'method'],
    registers,
  });
  const holds = new Counter({
    name: 'aif_judgment_holds_total',
    help: 'Judgments that could not be made, by cause',
    labelNames: ['ruleset', 'cause'],
    registers,
  });
  const latency = new Histogram({
    name: 'aif_judgment_duration_seconds',
    help: 'Time from trigger or request to decision',
    buckets: [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1],
    registers,
  });
  core.judgment.onJudgment(({ kind, judgment }) => {
    if (kind !== 'executed') return;
    const ruleset = judgment.ruleset.id;
    judgments.inc({ ruleset, severity: judgment.severity, method: judgment.methodUsed });
    if (judgment.holdCause !== undefined) holds.inc({ ruleset, cause: judgment.holdCause });
    latency.observe(judgment.latencyMs / 1000);
  });
  new Gauge({
    name: 'aif_signal_values',
    help: 'Values taken in since the store was made, by what became of them',
    labelNames: ['outcome'],
    registers,
    collect() {
      for (const [outcome, count] of Object.entries(core.hub.counters())) this.set({ outcome }, count);
    },
  });
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  // No help may begin with a number: who looks for `aif_broker_connected 1` would always find it.
  gauge('aif_broker_connected', 'Whether the MQTT broker is connected and subscribed to: 1 or 0', () =>
    broker.state().state === 'connected' ? 1 : 0,
  );
  gauge(
    'aif_broker_sessions_lost',
    'Times the broker had forgotten the station and what waited for it',
    () => broker.state().sessionLost?.count ?? 0,
  );
  gauge('aif_tags', 'Known tags', () => core.hub.tagPaths().length);
  gauge(
    'aif_store_pending_writes',
    'Transactions waiting for their commit',
    () => core.store.stats().pendingWrites,
  );
  gauge('aif_store_failing', 'Whether nothing can be written now: 1 or 0', () =>
    (core.hub.state().failure ?? core.store.stats().lastError) === null ? 0 : 1,
  );
  gauge(
    'aif_store_oldest_write_seconds',
    'How long the oldest transaction that waits for its commit has waited',
    () => core.store.stats().oldestWriteMs / 1_000,
  );
  gauge('aif_store_log_bytes', 'Write-ahead log after the last commit', () => core.store.stats().logBytes);
  gauge(
    'aif_signal_messages_waiting',
    'Messages received and not yet committed',
    () => core.hub.state().waiting,
  );
  return async () => ({ contentType: registry.contentType, body: await registry.metrics() });
}
