import { createHashRouter, Navigate, type RouteObject } from 'react-router';
import { DATA_TABS, dataTabPath } from '../features/data/tabs.ts';
import { RULE_TABS } from '../features/rules/tabs.ts';
import { LoadingNotice } from '../ui/index.ts';
import { NotFoundPage, PageError } from './PageError.tsx';
import { Shell } from './Shell.tsx';

type PageModule = Promise<{ default: () => React.ReactNode }>;

/** A page in its own chunk, with its own error boundary: one that fails leaves the shell and its status standing. */
function page(path: string, load: () => PageModule, children: RouteObject[] = []): RouteObject {
  return {
    path,
    lazy: async () => ({ Component: (await load()).default }),
    errorElement: <PageError />,
    HydrateFallback: LoadingNotice,
    children,
  };
}

/** The galleries of components are for people who build the screens. */
const developmentPages: RouteObject[] =
  import.meta.env.DEV || import.meta.env.VITE_DEV_PAGES === '1'
    ? [
        page('/dev/ui', () => import('../ui/gallery/GalleryPage.tsx')),
        page('/dev/rule-editor', () => import('../features/rules/editor/EditorSpecimen.tsx')),
      ]
    : [];

export function createWindowRouter() {
  return createHashRouter([
    {
      path: '/',
      element: <Shell />,
      HydrateFallback: LoadingNotice,
      children: [
        page('/', () => import('../features/overview/OverviewPage.tsx')),
        page('/machine/:site/:area/:line/:equipment', () => import('../features/overview/MachinePage.tsx')),
        page('/judgments', () => import('../features/judgments/JudgmentsPage.tsx')),
        page('/trends', () => import('../features/trends/TrendsPage.tsx')),
        page('/rules', () => import('../features/rules/list/RulesPage.tsx')),
        page('/rules/:id', () => import('../features/rules/RulesetPage.tsx'), [
          { index: true, element: <Navigate to={RULE_TABS[0].id} replace /> },
          ...RULE_TABS.map((tab) => page(tab.id, tab.load)),
        ]),
        page('/rules/:id/replay/:judgmentId', () => import('../features/rules/replay/ReplayPage.tsx')),
        page('/data', () => import('../features/data/DataPage.tsx'), [
          { index: true, element: <Navigate to={dataTabPath(DATA_TABS[0].id)} replace /> },
          ...DATA_TABS.map((tab) => page(dataTabPath(tab.id), tab.load)),
        ]),
        page('/health', () => import('../features/health/HealthPage.tsx')),
        page('/settings', () => import('../features/settings/SettingsPage.tsx')),
        ...developmentPages,
        { path: '*', element: <NotFoundPage /> },
      ],
    },
  ]);
}
