import { useState } from 'react';
import { THEMES } from '../../lib/preferences/schema.ts';
import { Segmented } from '../Segmented.tsx';
import { GALLERY } from './specimens.tsx';

type Shown = 'all' | Exclude<(typeof THEMES)[number], 'system'>;
const SHOWN = ['light', 'dark', 'contrast'] as const;

/**
 * Every component in every state and theme, for people who build the screens. Each column is a theme of its own;
 * overlays (dialog, tooltip, toast) open in the theme of the window.
 */
export default function GalleryPage() {
  const [shown, setShown] = useState<Shown>('all');
  const themes = shown === 'all' ? SHOWN : [shown];
  return (
    <div className="flex flex-col gap-3 p-3">
      <header className="flex items-center gap-4">
        <h1 className="text-xl font-semibold">Components</h1>
        <Segmented
          label="Theme"
          value={shown}
          onChange={setShown}
          choices={(['all', ...SHOWN] as const).map((value) => ({ value, label: value }))}
        />
      </header>
      <div className={themes.length === 1 ? 'grid gap-3' : 'grid grid-cols-3 gap-3'}>
        {themes.map((theme) => (
          <div key={theme} data-theme={theme} className="min-w-0 bg-canvas p-3 text-ink">
            <h2 className="mb-2 text-lg font-semibold">{theme}</h2>
            {GALLERY.map(({ name, Specimen }) => (
              <section key={name} aria-label={`${name}, ${theme}`} className="border-t border-line py-3">
                <h3 className="mb-2 text-sm font-semibold text-ink-3">{name}</h3>
                <Specimen />
              </section>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}
