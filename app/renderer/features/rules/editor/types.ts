import type { GivenKind } from '../../../../../shared/rhai-syntax/rename-given.ts';
import type { RulesetInput, RulesetManifest } from '../../../../../shared/contract/rules.ts';

/** An input of the manifest with what it is now, if anything is known. */
export interface EditorInput extends Pick<
  RulesetInput,
  'name' | 'type' | 'unit' | 'label' | 'values' | 'optional'
> {
  /** The value as the page shows it (number format, unit left out), and where it comes from. */
  readonly live?: { readonly text: string; readonly source: string } | undefined;
}

export interface EditorProblem {
  readonly severity: 'error' | 'warning' | 'info';
  /** In the page's language. */
  readonly message: string;
  /** From 1, counted in characters as the engine does; without an end the problem covers the word it is at. */
  readonly line: number;
  readonly column: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  /** E.g. a proposed fix. */
  readonly actions?: readonly { readonly label: string; readonly run: () => void }[];
}

/** What a script may name besides its own. */
export interface ScriptSurroundings {
  readonly inputs: readonly EditorInput[];
  readonly parameters: RulesetManifest['parameters'];
  readonly verdicts: RulesetManifest['verdicts'];
  /** Gives an input or parameter another name, in the script and wherever else it is named; without it that cannot be done here. */
  readonly renameGiven?: (kind: GivenKind, from: string, to: string) => void;
}

/** What another part of the page says of a line of the script, from 1. */
export interface LineMark {
  readonly line: number;
  readonly isDimmed?: boolean;
  /** Behind the line. */
  readonly remark?: string;
  /** One character in the gutter, and what it means. */
  readonly sign?: string;
  readonly label?: string;
}

/** Where the cursor is to go; the same place again is another object. */
export interface EditorPlace {
  readonly line: number;
  readonly column?: number;
}
