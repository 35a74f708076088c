import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../styles/main.css';
import { startTranslations } from '../i18n/index.ts';
import { applyPreferences } from '../lib/preferences/preferences.ts';
import { RecoveryPage } from './RecoveryPage.tsx';

applyPreferences();
startTranslations();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <RecoveryPage />
  </StrictMode>,
);
