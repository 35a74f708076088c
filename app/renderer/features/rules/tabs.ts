/** A sub-view of a ruleset: its folder beside this file, its address `/rules/<ruleset>/<id>`, its name `rules:tab.<id>`. */
export interface RuleTab {
  readonly id: string;
  readonly load: () => Promise<{ default: () => React.ReactNode }>;
}

/** The sub-views in the order of their tabs; the first is what a ruleset opens with. What they show comes from `useDesk`. */
export const RULE_TABS = [
  { id: 'script', load: () => import('./script/ScriptTab.tsx') },
  { id: 'table', load: () => import('./table/TableTab.tsx') },
  { id: 'settings', load: () => import('./settings/SettingsTab.tsx') },
  { id: 'checks', load: () => import('./checks/ChecksTab.tsx') },
  { id: 'tests', load: () => import('./tests/TestsTab.tsx') },
  { id: 'backtest', load: () => import('./backtest/BacktestTab.tsx') },
  { id: 'whatif', load: () => import('./whatif/WhatIfTab.tsx') },
  { id: 'versions', load: () => import('./versions/VersionsTab.tsx') },
] as const satisfies readonly RuleTab[];
