import { useTranslation } from 'react-i18next';
import { SAID_OTHERWISE, type MeaningReport } from '../../../../../../shared/contract/rule-meaning.ts';

/** In words, what else is said otherwise of inputs that get the same verdict; undefined where nothing is known. */
export function useButOther(): (report: Pick<MeaningReport, 'lesser'>) => string | undefined {
  const { t } = useTranslation('rule-meaning');
  return ({ lesser }) => {
    const kinds = SAID_OTHERWISE.filter((kind) => lesser.some((each) => each.kind === kind));
    if (kinds.length === 0) return undefined;
    return t('butOther', { kinds: kinds.map((kind) => t(`kind.${kind}`)).join(', ') });
  };
}
