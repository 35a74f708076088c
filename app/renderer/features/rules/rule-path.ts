/** The address of a ruleset on the desk. Apart from the list of tabs, which loads what needs this. */
export const rulePath = (ruleset: string, tab = 'script'): string => `/rules/${ruleset}/${tab}`;
