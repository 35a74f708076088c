import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, useLocation } from 'react-router';
import { Toasts, TipProvider } from '../ui/index.ts';
import { Conditions } from './Conditions.tsx';
import { StatusBar } from './StatusBar.tsx';
import { TopBar } from './TopBar.tsx';
import { WindowDialogs } from './WindowDialogs.tsx';
import { useFocusKept } from './use-focus-kept.ts';
import { useWindowCommands } from './use-window-commands.ts';

/** The frame around every page: navigation above, what is abnormal below it, the station's status at the foot. */
export function Shell() {
  const { t } = useTranslation('app');
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  const focusedPath = useRef<string>(undefined);
  useWindowCommands();
  useFocusKept();
  useEffect(() => {
    // Also at first: keys scroll the page and Tab goes on from its content, not from nowhere.
    // A page of several parts marks the one that its address shows.
    const part = main.current?.querySelector<HTMLElement>('[data-page-part]');
    if (focusedPath.current !== pathname) (part ?? main.current)?.focus();
    focusedPath.current = pathname;
  }, [pathname]);
  return (
    <TipProvider>
      <div className="flex h-full flex-col">
        <a
          href="#content"
          onClick={(event) => {
            event.preventDefault();
            main.current?.focus();
          }}
          className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-action focus:p-3 focus:text-on-action"
        >
          {t('skip')}
        </a>
        <TopBar />
        <Conditions />
        <main ref={main} id="content" tabIndex={-1} className="min-h-0 grow overflow-auto outline-none">
          <Outlet />
        </main>
        <Toasts />
        <StatusBar />
      </div>
      <WindowDialogs />
    </TipProvider>
  );
}
