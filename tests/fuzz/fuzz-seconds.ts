/** How long a file of these tests goes on making up requests: AIF_TEST_FUZZ_SECONDS, a minute without it. */
export const FUZZ_SECONDS = Number(process.env.AIF_TEST_FUZZ_SECONDS ?? 60);
/** What is made up; another number makes up something else. */
export const FUZZ_SEED = Number(process.env.AIF_TEST_SEED ?? 20_261_123);
