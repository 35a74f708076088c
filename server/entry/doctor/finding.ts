/** What the doctor says of one part, and where it is not well, what to do. */
export interface Finding {
  readonly part: string;
  readonly state: 'ok' | 'absent' | 'faulty';
  readonly detail: string;
  readonly action?: string;
}

export const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** A setting that is not as by default, with its value as it may be shown, and where it comes from. */
export interface ShownSetting {
  readonly name: string;
  readonly value: string;
  readonly source: string;
}

export function settingsText(settings: readonly ShownSetting[]): string {
  if (settings.length === 0) return 'all as by default';
  return settings.map(({ name, value, source }) => `${name} ${value} (${source})`).join(', ');
}
