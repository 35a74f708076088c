import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RulesetFileName, RulesetTexts } from '../../../../../shared/contract/ruleset-desk.ts';
import { Dialog, LoadingNotice, Notice, Segmented } from '../../../ui/index.ts';
import { comparedFiles } from './compared-texts.ts';

const TextCompare = lazy(() => import('./TextCompare.tsx'));

export interface ComparedSide {
  readonly name: string;
  readonly texts: RulesetTexts;
}

interface CompareViewProps {
  readonly before: ComparedSide;
  readonly after: ComparedSide;
}

/** The three files of two states of a ruleset, one at a time side by side. */
export function CompareView({ before, after }: CompareViewProps) {
  const { t } = useTranslation('rules');
  const files = comparedFiles(before.texts, after.texts);
  const [chosen, setChosen] = useState<RulesetFileName | null>(null);
  const shown = files.find(({ file }) => file === chosen) ?? files.find(({ differs }) => differs) ?? files[1];
  return (
    <div className="flex h-full min-h-0 flex-col gap-2">
      <div className="flex flex-wrap items-center gap-3">
        <Segmented
          label={t('compare.file')}
          value={shown?.file ?? 'rules.rhai'}
          onChange={setChosen}
          choices={files.map(({ file, differs }) => ({
            value: file,
            label: `${file} ${differs ? '≠' : '='}`,
            name: t(differs ? 'compare.differs' : 'compare.same', { file }),
          }))}
        />
        <span className="text-sm text-ink-2">
          {t('compare.sides', { before: before.name, after: after.name })}
        </span>
      </div>
      {shown?.differs ? (
        <Suspense fallback={<LoadingNotice />}>
          <TextCompare
            before={shown.before}
            after={shown.after}
            names={[before.name, after.name]}
            unchanged={t('compare.unchanged')}
          />
        </Suspense>
      ) : (
        <Notice title={t('compare.nothing', { file: shown?.file ?? '' })} />
      )}
    </div>
  );
}

export function CompareDialog(props: CompareViewProps & { title: string; onClose: () => void }) {
  const { title, onClose, ...sides } = props;
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={title} width="large">
      <div className="h-[66vh] p-3">
        <CompareView {...sides} />
      </div>
    </Dialog>
  );
}
