import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DIAGNOSTIC_KINDS, type DiagnosticSection } from '../../../../../shared/contract/diagnostics.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { Button } from '../../../ui/index.ts';

interface SectionRowProps {
  readonly section: DiagnosticSection;
  readonly isIncluded: boolean;
  readonly onInclude: (isIncluded: boolean) => void;
}

/** One section: what it has, whether it goes along, and all of its text where it is asked for. */
export function SectionRow({ section: { kind, name, lines }, isIncluded, onInclude }: SectionRowProps) {
  const { t } = useTranslation('diagnostics');
  const language = useLanguage();
  const [isOpen, setIsOpen] = useState(false);
  const id = useId();
  return (
    <li className="border-b border-line last:border-b-0">
      <div className="flex items-center gap-3 px-3 py-1">
        <label className="flex min-h-10 min-w-0 grow flex-wrap items-center gap-x-3">
          <input
            type="checkbox"
            className="size-5 shrink-0 accent-action"
            checked={isIncluded}
            onChange={(event) => onInclude(event.target.checked)}
          />
          <code className={isIncluded ? 'font-mono font-semibold' : 'font-mono text-ink-3 line-through'}>
            {name}
          </code>
          <span className="text-ink-2">{DIAGNOSTIC_KINDS[kind][language]}</span>
        </label>
        <span className="text-sm whitespace-nowrap text-ink-3">{t('lines', { count: lines.length })}</span>
        <Button
          variant="quiet"
          aria-expanded={isOpen}
          aria-controls={id}
          aria-label={t(isOpen ? 'hideOf' : 'readOf', { name })}
          onClick={() => setIsOpen(!isOpen)}
        >
          {t(isOpen ? 'hide' : 'read')}
        </Button>
      </div>
      {isOpen && (
        <pre
          id={id}
          role="region"
          aria-label={name}
          tabIndex={0}
          className="max-h-80 overflow-auto border-t border-line bg-sunken p-2 font-mono text-xs"
        >
          {lines.join('\n')}
        </pre>
      )}
    </li>
  );
}
