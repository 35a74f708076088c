/** Keys of the page as they stand in its list; those of the chart work while a chart has the focus. */
export const TREND_KEYS = [
  {
    group: 'page',
    entries: [
      { id: 'search', shown: '/' },
      { id: 'live', shown: 'L' },
      { id: 'box', shown: 'B' },
      { id: 'chart', shown: 'C' },
      { id: 'spans', shown: '1 … 8' },
      { id: 'undo', shown: 'Ctrl+Z' },
      { id: 'redo', shown: 'Ctrl+Y' },
    ],
  },
  {
    group: 'chart',
    entries: [
      { id: 'pan', shown: '← →' },
      { id: 'panFar', shown: 'Shift+← Shift+→' },
      { id: 'zoom', shown: '+ -' },
      { id: 'cursor', shown: ', .' },
      { id: 'home', shown: 'Home' },
      { id: 'escape', shown: 'Esc' },
    ],
  },
] as const;
