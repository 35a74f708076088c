import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './styles/main.css';
import { startTranslations } from './i18n/index.ts';
import { applyPreferences } from './lib/preferences/preferences.ts';
import { startLastKnown, startLive, watchServerProcess } from './lib/trpc/index.ts';
import { App } from './app/App.tsx';

applyPreferences();
startTranslations();
startLastKnown();
watchServerProcess();
startLive();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
