import { isClockSuspect } from '../contexts/data-hub/index.ts';
import { Triggers } from '../contexts/judgment/index.ts';
import type { RunnableRuleset } from '../contexts/rules/index.ts';
import { atMost } from '../platform/at-most.ts';
import { CHECK_STORE, type Logger } from '../platform/log.ts';
import type { Core } from './core.ts';

const VERSION_CHECK_MS = 1_000;
/** For what has come in to be committed before the end; a store that cannot write is not waited for. */
const SETTLE_WITHIN_MS = 1_000;

export interface RunningTriggers {
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
    prepareBound: (ruleset, at, trigger) => judgment.prepareBound(ruleset, at, trigger),
    onError: (error) =>
      log.error({ err: error, action: CHECK_STORE }, 'a triggered judgment could not be stored'),
  });
  const known = announce(core);
  rules.onActiveChanged((active) => triggers.reschedule(active));
  const notCompared = (error: unknown) =>
    log.warn({ err: error, action: CHECK_STORE }, 'active rulesets could not be compared');
  rules.active().then((active) => {
    known(active);
    triggers.reschedule(active);
  }, notCompared);
  const offDiscovered = hub.onTagDiscovered((path) => {
    bound.tagDiscovered(path);
    bus.emit({ type: 'tag.discovered', path });
  });
  const offChanged = hub.onTagsChanged(() => {
    bound.rebind();
    bus.emit({ type: 'tags.changed' });
  });
  const offCommitted = hub.onCommitted((samples) =>
    triggers.samplesCommitted(
      samples.of(({ path }) => bound.feeding(path).length > 0).filter((sample) => !isClockSuspect(sample)),
    ),
  );
  hub.sources.holdWhile((source) => triggers.isBehind(source));
  // Versions are truth: what another process activated is found here, with or without an event.
  const refresh = setInterval(() => {
    rules.refresh().catch(notCompared);
  }, VERSION_CHECK_MS);
  triggers.start();
  return {
    idle: () => triggers.idle(),
    close: async () => {
      clearInterval(refresh);
      await atMost(SETTLE_WITHIN_MS, hub.settled());
      // What is committed later is judged by nobody: a judgment now would find its rule workers gone.
      offCommitted();
      offDiscovered();
      offChanged();
      triggers.stop();
      await triggers.idle();
    },
  };
}

/** Judgments, feedback and newly active versions as events. What it returns takes versions that are no news. */
function announce({ bus, judgment, rules }: Core): (active: readonly RunnableRuleset[]) => void {
  const announced = new Map<string, number>();
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
  return (active) => {
    for (const { id, version } of active) announced.set(id, version);
  };
}
