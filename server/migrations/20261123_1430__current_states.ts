import type { Migration } from './types.ts';

/** Finds the newest judgment of a ruleset on a machine by one seek, for the overview after a restart. */
export const currentStates: Migration = {
  name: '20261123_1430__current_states',
  up: [`CREATE INDEX judgment_ruleset_equipment_at ON judgment (ruleset_id, equipment, at DESC, id DESC)`],
  down: [`DROP INDEX judgment_ruleset_equipment_at`],
};
