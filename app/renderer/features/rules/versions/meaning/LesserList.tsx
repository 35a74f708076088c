import { useTranslation } from 'react-i18next';
import type { LesserDifference } from '../../../../../../shared/contract/rule-meaning.ts';
import type { ComparedSides } from './MeaningView.tsx';
import { WitnessCompare } from './WitnessCompare.tsx';

/** What else is said otherwise of inputs that get the same verdict, one example of each kind. */
export function LesserList({
  lesser,
  before,
  after,
}: { readonly lesser: readonly LesserDifference[] } & ComparedSides) {
  const { t } = useTranslation('rule-meaning');
  if (lesser.length === 0) return null;
  return (
    <section aria-label={t('lesser')}>
      <h3 className="mb-1 text-sm font-medium text-ink-2">{t('lesser')}</h3>
      <ul className="border border-line">
        {lesser.map(({ kind, witness }) => (
          <li key={kind} className="border-b border-line last:border-b-0">
            <details>
              <summary className="cursor-pointer px-3 py-1.5 hover:bg-selected">
                {t(`kind.${kind}`)}
                {kind === 'operations' && (
                  <span className="text-sm text-ink-2">
                    {` ${witness.before.operations} → ${witness.after.operations}`}
                  </span>
                )}
              </summary>
              <WitnessCompare witness={witness} before={before} after={after} />
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}
