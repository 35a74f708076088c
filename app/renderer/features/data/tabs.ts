/** A sub-view of the Data page: its folder beside this file, its address `/data/<id>`, its name `data:tab.<id>`. */
export interface DataTab {
  readonly id: string;
  readonly load: () => Promise<{ default: () => React.ReactNode }>;
}

/** The sub-views in the order of their tabs; the first is what /data opens. */
export const DATA_TABS = [
  { id: 'sources', load: () => import('./sources/SourcesView.tsx') },
  { id: 'topics', load: () => import('./topics/TopicsView.tsx') },
  { id: 'tags', load: () => import('./tags/TagsView.tsx') },
  { id: 'import', load: () => import('./import/ImportView.tsx') },
  { id: 'unreadable', load: () => import('./unreadable/UnreadableView.tsx') },
] as const satisfies readonly DataTab[];

export const dataTabPath = (id: string): string => `/data/${id}`;
