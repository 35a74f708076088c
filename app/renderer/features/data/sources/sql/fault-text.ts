import { useTranslation } from 'react-i18next';
import type { SourceFault } from '../../../../../../shared/contract/sources.ts';

/** Gives a fault in the reader's language; a code without a text in the server's own words. */
export function useFaultText(): (fault: SourceFault | null | undefined, otherwise: string) => string {
  const { t, i18n } = useTranslation('sql');
  return (fault, otherwise) =>
    fault != null && i18n.exists(`sql:fault.${fault.code}`)
      ? t(`fault.${fault.code}`, { detail: '', ...fault.parameters })
      : otherwise;
}
