import fc from 'fast-check';

/**
 * Property tests draw the same cases on every run, so that a red run means a change and not luck. To look for new
 * ones, run with AIF_TEST_SEED set to any other number.
 */
fc.configureGlobal({ seed: Number(process.env.AIF_TEST_SEED ?? 20_261_123) });
