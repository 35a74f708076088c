import type { Advisor } from '../contexts/judgment/index.ts';

/** The language model of a station that has none. */
export const notConfiguredAdvisor: Advisor = {
  advise: async () => ({ state: 'NOT_CONFIGURED' }),
};
