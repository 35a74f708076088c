/** An instant as it may stand in a file's name: `20261129T033000Z`. @param at ISO 8601 in UTC */
export const timeStamp = (at: string): string => at.replaceAll(/[-:]|\.\d+/g, '');
