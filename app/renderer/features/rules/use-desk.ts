import { useOutletContext } from 'react-router';
import type { RulesetManifest, RulesetTest } from '../../../../shared/contract/rules.ts';
import type { DeskLine, RulesetTexts } from '../../../../shared/contract/ruleset-desk.ts';
import type { GivenKind } from '../../../../shared/rhai-syntax/rename-given.ts';
import type { FindingFix } from '../../../../shared/contract/ruleset-check.ts';
import type { FindingsRun } from './checks/use-findings.ts';
import type { KeptDraft } from './draft/keeper.ts';
import type { ToldProblem } from './problems/told-problems.ts';

/** The ruleset that is open, for every tab. */
export interface Desk {
  readonly id: string;
  /** What is worked on, as it is on this screen. */
  readonly draft: KeptDraft;
  /** The draft's manifest and test cases where they are valid, else null: somebody is typing. */
  readonly manifest: RulesetManifest | null;
  readonly tests: readonly RulesetTest[] | null;
  /** Problems of the draft in the language of the page. */
  readonly problems: readonly ToldProblem[];
  /** What the checker finds in the draft. */
  readonly findings: FindingsRun;
  /** The ruleset among the others: versions, where it is bound. Undefined until it is known. */
  readonly line: DeskLine | undefined;
  /** Changes the draft; it is saved by itself. */
  change(texts: Partial<RulesetTexts>): void;
  /** Puts what mends a finding into the script as it is by then, which may be further than the one that was checked. */
  mend(fix: FindingFix): void;
  /** Gives an input or parameter another name wherever the draft names it. */
  renameGiven(kind: GivenKind, from: string, to: string): void;
  /** The editor's undo history. */
  remember(history: string | null): void;
  /** Puts other contents in place of the draft, which is set aside. */
  replace(content: Pick<KeptDraft, 'baseVersion' | 'texts' | 'history'>): Promise<void>;
  /** Resolves when the draft is saved with this revision; null where it cannot be now. */
  saved(): Promise<number | null>;
}

export const useDesk = (): Desk => useOutletContext<Desk>();
