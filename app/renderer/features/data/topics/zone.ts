/** Of the window: mappings are written in the plant, and times that name no zone are of the plant. */
export const ZONE = new Intl.DateTimeFormat().resolvedOptions().timeZone;
