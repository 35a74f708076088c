import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { RulesetTexts, RulesetVersionLine } from '../../../../../shared/contract/ruleset-desk.ts';
import { textsOf } from '../../../../../shared/util/ruleset-text.ts';
import { trpc } from '../../../lib/trpc/index.ts';
import { LoadingNotice, Segmented, Select } from '../../../ui/index.ts';
import { useDesk } from '../use-desk.ts';
import { CompareView } from './CompareDialog.tsx';
import { MeaningView } from './meaning/MeaningView.tsx';
import type { Side } from './VersionsTab.tsx';

interface CompareProps {
  readonly versions: readonly RulesetVersionLine[];
  readonly sides: readonly [Side, Side];
  readonly onSides: (sides: readonly [Side, Side]) => void;
  readonly view: CompareKind;
  readonly onView: (view: CompareKind) => void;
}

/** Texts line by line, or what is said of which inputs. */
export type CompareKind = 'text' | 'meaning';

/** Texts of one side; a version's manifest has its defaults written out, so the draft gets them too. */
function useTexts(side: Side): RulesetTexts | undefined {
  const { id, draft, manifest } = useDesk();
  const version = useQuery({
    ...trpc.rules.version.queryOptions({ id, version: side === 'draft' ? 1 : side }),
    enabled: side !== 'draft',
  }).data;
  if (side !== 'draft') return version && textsOf(version);
  return manifest === null
    ? draft.texts
    : { ...draft.texts, manifest: textsOf({ manifest, source: '', tests: [] }).manifest };
}

export function VersionCompare({ versions, sides, onSides, view, onView }: CompareProps) {
  const { t } = useTranslation('rule-versions');
  const [left, right] = sides;
  const [before, after] = [useTexts(left), useTexts(right)];
  const nameOf = (side: Side) => (side === 'draft' ? t('draft') : t('rules:versionShort', { version: side }));
  const choices = [
    { value: 'draft', label: t('draft') },
    ...versions.map(({ version, state }) => ({
      value: String(version),
      label: state === 'active' ? t('activeVersion', { version }) : t('rules:versionShort', { version }),
    })),
  ];
  const sideOf = (value: string): Side => (value === 'draft' ? 'draft' : Number(value));
  return (
    <>
      <div className="mb-2 grid grid-cols-2 gap-2">
        <Select
          aria-label={t('left')}
          choices={choices}
          value={String(left)}
          onChange={(event) => onSides([sideOf(event.target.value), right])}
        />
        <Select
          aria-label={t('right')}
          choices={choices}
          value={String(right)}
          onChange={(event) => onSides([left, sideOf(event.target.value)])}
        />
      </div>
      <div className="mb-2">
        <Segmented
          label={t('rule-meaning:view')}
          value={view}
          onChange={onView}
          choices={[
            { value: 'text', label: t('rule-meaning:text') },
            { value: 'meaning', label: t('rule-meaning:meaning') },
          ]}
        />
      </div>
      {view === 'meaning' ? (
        <MeaningView before={left} after={right} />
      ) : before === undefined || after === undefined ? (
        <LoadingNotice />
      ) : (
        <div className="min-h-0 grow">
          <CompareView
            before={{ name: nameOf(left), texts: before }}
            after={{ name: nameOf(right), texts: after }}
          />
        </div>
      )}
    </>
  );
}
