/** True where every case of the large products is asked: `npm run test:all`. */
export const ASKS_ALL = process.env['KUBEWHY_TEST_ALL'] === '1'

/**
 * Chooses from the cases of a product of two series: one of `step`, from another start at each call, so that the samples of
 * one file cover all cases between them; every case where `ASKS_ALL`. The same in each run.
 */
export function sampler(step: number): <T>(cases: readonly T[]) => readonly T[] {
  let start = 0
  return cases => {
    const offset = start++ % step
    return ASKS_ALL ? cases : cases.filter((_, index) => index % step === offset)
  }
}
