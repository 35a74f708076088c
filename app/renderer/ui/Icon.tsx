const PATHS = {
  overview: 'M3 3h6v6H3zM11 3h6v6h-6zM3 11h6v6H3zM11 11h6v6h-6z',
  judgments: 'M3 5l1.5 1.5L7 4M3 10l1.5 1.5L7 9M3 15l1.5 1.5L7 14M10 5.5h7M10 10.5h7M10 15.5h7',
  trends: 'M3 3v14h14M5.5 13l3.5-4 3 2.5L16.5 6',
  rules: 'M4 3h9l3 3v11H4zM13 3v3h3M7 9l2 2-2 2M10.5 13.5H13',
  data: 'M3 5c0-1.4 3.1-2.5 7-2.5S17 3.6 17 5s-3.1 2.5-7 2.5S3 6.4 3 5zM3 5v10c0 1.4 3.1 2.5 7 2.5s7-1.1 7-2.5V5M3 10c0 1.4 3.1 2.5 7 2.5s7-1.1 7-2.5',
  health: 'M2 10h4l2-5 4 10 2-5h4',
  settings: 'M3 6h8M15 6h2M3 14h2M9 14h8M13 4v4M7 12v4',
  search: 'M13 13l4 4M14 8.5a5.5 5.5 0 11-11 0 5.5 5.5 0 0111 0z',
  help: 'M7.5 7.5a2.5 2.5 0 113.4 2.3c-.6.3-.9.8-.9 1.7M10 14.5v.2M17.5 10a7.5 7.5 0 11-15 0 7.5 7.5 0 0115 0z',
  keyboard: 'M2 5h16v10H2zM5 8h.1M8 8h.1M11 8h.1M14 8h.1M5 11h.1M14 11h.1M7 12h6',
  close: 'M5 5l10 10M15 5L5 15',
  check: 'M4 10.5l4 4 8-9',
  cross: 'M5 5l10 10M15 5L5 15',
  refresh: 'M16.5 8.5A6.8 6.8 0 004 6.5M4 3v3.6h3.6M3.5 11.5a6.8 6.8 0 0012.5 2M16 17v-3.6h-3.6',
  chevron: 'M8 5l5 5-5 5',
  back: 'M16 10H4M9 5l-5 5 5 5',
  up: 'M10 16V4M5 9l5-5 5 5',
  demo: 'M8 3h4M9 3v5l-5 8.5h12L11 8V3M6.5 13h7',
  edit: 'M4 16h3l9-9-3-3-9 9zM11 6l3 3',
  copy: 'M7 7h10v10H7zM7 13H3V3h10v4',
  undo: 'M7 4L3 8l4 4M3 8h8.5a4.5 4.5 0 010 9H8',
  redo: 'M13 4l4 4-4 4M17 8H8.5a4.5 4.5 0 000 9H12',
  play: 'M6 4l10 6-10 6z',
  stop: 'M5 5h10v10H5z',
  window: 'M3 4h14v12H3zM3 8h14',
} as const;

export type IconName = keyof typeof PATHS;

/** A line icon that takes the text's colour. Purely visual: the button or text beside it carries the name. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg
      aria-hidden
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.6}
      strokeLinecap="round"
      strokeLinejoin="round"
      className="shrink-0"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
