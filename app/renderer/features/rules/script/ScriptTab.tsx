import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { TextArea } from '../../../ui/index.ts';
import { useShownPlace } from '../problems/shown-place.ts';
import { useDesk } from '../use-desk.ts';

/** The script of the draft. */
export default function ScriptTab() {
  const { t } = useTranslation('rules');
  const { id, draft, change } = useDesk();
  const box = useRef<HTMLTextAreaElement>(null);
  const place = useShownPlace((state) => state.place);
  useEffect(() => {
    const area = box.current;
    const line = place?.ruleset === id && place.file === 'rules.rhai' ? place.line : undefined;
    if (area === null || line === undefined) return;
    const start =
      area.value
        .split('\n')
        .slice(0, line - 1)
        .join('\n').length + (line > 1 ? 1 : 0);
    area.focus();
    area.setSelectionRange(start, start);
  }, [place, id]);
  return (
    <TextArea
      ref={box}
      aria-label={t('scriptOf', { id })}
      spellCheck={false}
      className="h-full resize-none font-mono"
      value={draft.texts.source}
      onChange={(event) => change({ source: event.target.value })}
    />
  );
}
