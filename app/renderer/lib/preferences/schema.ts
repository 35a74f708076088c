import { z } from 'zod';

export const THEMES = ['light', 'dark', 'contrast', 'system'] as const;
export const DENSITIES = ['comfortable', 'compact'] as const;
export const MOTIONS = ['system', 'reduced'] as const;

/** What one person set for this screen. `language: null` follows the station's own setting. */
export const preferencesSchema = z.object({
  language: z.enum(['ko', 'en']).nullable().catch(null),
  theme: z.enum(THEMES).catch('light'),
  density: z.enum(DENSITIES).catch('comfortable'),
  motion: z.enum(MOTIONS).catch('system'),
  singleKeys: z.boolean().catch(true),
});
export type Preferences = z.infer<typeof preferencesSchema>;

export const DEFAULT_PREFERENCES: Preferences = preferencesSchema.parse({});

/** Reads stored preferences; what is broken or unknown falls back to its default, one by one. */
export function parsePreferences(text: string | null): Preferences {
  if (text === null) return DEFAULT_PREFERENCES;
  try {
    return preferencesSchema.parse(JSON.parse(text));
  } catch {
    return DEFAULT_PREFERENCES;
  }
}
