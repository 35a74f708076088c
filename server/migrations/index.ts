import { rulesAndJudgments } from './20261123_1200__rules_and_judgments.ts';
import { dataHub } from './20261123_1300__data_hub.ts';
import { currentStates } from './20261123_1430__current_states.ts';
import { feedbackByVersion } from './20261123_1615__feedback_by_version.ts';
import { compactJudgments } from './20261123_1630__compact_judgments.ts';
import { packedHistory } from './20261123_1730__packed_history.ts';
import { tags } from './20261128_0740__tags.ts';
import { topicMappings } from './20261128_0745__topic_mappings.ts';
import { sources } from './20261128_0755__sources.ts';
import { annotations } from './20261128_0815__annotations.ts';
import { historyRetention } from './20261128_0815__history_retention.ts';
import { historyImport } from './20261128_0830__history_import.ts';
import { derivedTags } from './20261128_0845__derived_tags.ts';
import { ingestParts } from './20261128_0855__ingest_parts.ts';
import { hubStateLog } from './20261128_1110__hub_state_log.ts';
import { addedSamples } from './20261128_1118__added_samples.ts';
import { sqlSources } from './20261128_1120__sql_sources.ts';
import { tagStorage } from './20261128_1126__tag_storage.ts';
import { sourceErrors } from './20261128_1135__source_errors.ts';
import { sourceNames } from './20261128_1145__source_names.ts';
import { unreadableCodes } from './20261128_1157__unreadable_codes.ts';
import { chunkBlocks } from './20261128_1437__chunk_blocks.ts';
import { judgmentChanges } from './20261128_2105__judgment_changes.ts';
import { rulesetActivations } from './20261128_2120__ruleset_activations.ts';
import { sharedTags } from './20261128_2239__shared_tags.ts';
import { rulesetDesk } from './20261129_0705__ruleset_desk.ts';
import { backtests } from './20261129_0722__backtests.ts';
import { backtestProgress } from './20261129_0818__backtest_progress.ts';
import { activationFindings } from './20261129_1050__activation_findings.ts';
import { pageSeals } from './20261129_1900__page_seals.ts';
import type { Migration } from './types.ts';

/** Every step of the station's schema, oldest first. New ones are added at the end. */
export const MIGRATIONS: readonly Migration[] = [
  rulesAndJudgments,
  dataHub,
  currentStates,
  feedbackByVersion,
  compactJudgments,
  packedHistory,
  tags,
  topicMappings,
  sources,
  annotations,
  historyRetention,
  historyImport,
  derivedTags,
  ingestParts,
  hubStateLog,
  addedSamples,
  sqlSources,
  tagStorage,
  sourceErrors,
  sourceNames,
  unreadableCodes,
  chunkBlocks,
  judgmentChanges,
  rulesetActivations,
  sharedTags,
  rulesetDesk,
  backtests,
  backtestProgress,
  activationFindings,
  pageSeals,
];
