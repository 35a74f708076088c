import type { HealthPart } from '../../../../shared/contract/health.ts';
import { backupsPart } from './backups-part.ts';
import { brokerPart } from './broker-part.ts';
import { demoPart, diskPart, rulesPart } from './machine-parts.ts';
import type { PartFacts } from './facts.ts';
import { historyPart } from './history-part.ts';
import { runtimePart, serverPart, settingsPart } from './program-parts.ts';
import { sourcesPart } from './sources-part.ts';
import { startPart } from './start-part.ts';
import { storePart } from './store-part.ts';

/**
 * Every part's state and, where it is not well, what to do: the one list that Health and `aif doctor` show.
 * @param now epoch milliseconds
 */
export function findings(facts: PartFacts, now: number): HealthPart[] {
  const { start, broker, sources, history, backups, demoPlant } = facts;
  return [
    runtimePart(facts.runtime),
    serverPart(facts.server),
    ...(start === null ? [] : [startPart(start)]),
    settingsPart(facts.settings),
    ...(broker === null ? [] : [brokerPart(broker, now)]),
    ...(sources === null ? [] : [sourcesPart(sources)]),
    storePart(facts.store),
    rulesPart(facts.rules),
    diskPart(facts.disk),
    ...(history === null ? [] : [historyPart(history, now)]),
    ...(backups === null ? [] : [backupsPart(backups, now)]),
    ...(demoPlant === null ? [] : [demoPart(demoPlant)]),
  ];
}
