import { isClockSuspect } from '../contexts/data-hub/index.ts';
import { Triggers } from '../contexts/judgment/index.ts';
import type { Logger } from '../platform/log.ts';
import type { Core } from './core.ts';

const VERSION_CHECK_MS = 1_000;

export interface RunningTriggers {
  /** A promise to wait for where too many judgments are under way. */
  whenReady(): Promise<void> | undefined;
  /** Resolves when nothing is being judged. */
  idle(): Promise<void>;
  /** Judges what has come in already, and then nothing more. */
  close(): Promise<void>;
}

/** Lets signals, clocks and new versions cause judgments, and tells the windows of them. `clock` gives epoch milliseconds. */
export function startTriggers(
  core: Core,
  { log, clock }: { log: Logger; clock: () => number },
): RunningTriggers {
  const { bound, hub, judgment, readings, rules, bus } = core;
  const triggers = new Triggers({
    bound,
    readings,
    clock,
    executeBound: (ruleset, at, trigger) => judgment.executeBound(ruleset, at, trigger),
    onError: (error) => log.error({ err: error }, 'a triggered judgment could not be stored'),
  });
  announce(core);
  rules.onActiveChanged((active) => triggers.reschedule(active));
  void rules.active().then((active) => triggers.reschedule(active));
  hub.onTagDiscovered((path) => {
    bound.tagDiscovered(path);
    bus.emit({ type: 'tag.discovered', path });
  });
  hub.onCommitted((samples) =>
    triggers.samplesCommitted(samples.filter((sample) => !isClockSuspect(sample))),
  );
  // Versions are truth: what another process activated is found here, with or without an event.
  const refresh = setInterval(() => {
    rules
      .refresh()
      .catch((error: unknown) => log.warn({ err: error }, 'active rulesets could not be compared'));
  }, VERSION_CHECK_MS);
  triggers.start();
  return {
    whenReady: () => triggers.whenReady(),
    idle: () => triggers.idle(),
    close: async () => {
      clearInterval(refresh);
      triggers.stop();
      await triggers.idle();
    },
  };
}

/** Judgments, feedback and newly active versions as events. */
function announce({ bus, judgment, rules }: Core): void {
  const announced = new Map<string, number>();
  void rules.active().then((active) => {
    for (const { id, version } of active) announced.set(id, version);
  });
  rules.onActiveChanged((active) => {
    for (const { id, version } of active) {
      if (announced.get(id) === version) continue;
      announced.set(id, version);
      bus.emit({ type: 'ruleset.activated', id, version });
    }
  });
  judgment.onJudgment(({ kind, judgment: { id, ruleset, verdict, severity, at, context } }) => {
    if (kind === 'feedback') bus.emit({ type: 'judgment.feedback', id });
    else {
      const equipment = context?.equipment === undefined ? {} : { equipment: context.equipment };
      bus.emit({ type: 'judgment.executed', id, rulesetId: ruleset.id, verdict, severity, at, ...equipment });
    }
  });
}
