import type { GivenKind } from '../../../../../shared/rhai-syntax/rename-given.ts';
import { useDesk } from '../use-desk.ts';
import { useRenameGiven } from './use-rename-given.ts';
import { manifestOf, manifestText, withMember, type Members } from './manifest-form.ts';

export interface ManifestForm {
  readonly manifest: Members;
  /** Sets a member of the manifest; undefined takes it out. */
  set(name: string, value: unknown): void;
  /** Gives an input or parameter another name wherever it is named. */
  rename(kind: GivenKind, from: string, to: string): void;
  /** What is wrong at a path of the manifest, or with the whole that it begins. */
  errorAt(path: string): string | undefined;
  /** Everything wrong at a path and below it, with what is below. */
  errorsBelow(path: string): readonly { readonly path: string; readonly text: string }[];
}

/** The draft's manifest as a form; null where its text is no JSON object. */
export function useManifestForm(): ManifestForm | null {
  const { draft, change, problems } = useDesk();
  const rename = useRenameGiven();
  const manifest = manifestOf(draft.texts.manifest);
  if (manifest === null) return null;
  const own = problems.filter(({ file }) => file === 'ruleset.json');
  return {
    manifest,
    rename,
    set: (name, value) => change({ manifest: manifestText(withMember(manifest, name, value)) }),
    errorAt: (path) => own.find((problem) => problem.path === path)?.text,
    errorsBelow: (path) =>
      own
        .filter((problem) => problem.path === path || problem.path.startsWith(`${path}.`))
        .map((problem) => ({ path: problem.path.slice(path.length + 1), text: problem.text })),
  };
}
