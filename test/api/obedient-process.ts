import workerpool from 'workerpool'

/** A process that does as it is told. */
let job = ''
workerpool.worker({
  begin(told: string): void {
    job = told
  },
  async chunk(bytes: Uint8Array): Promise<boolean> {
    job += String.fromCharCode(...bytes)
    return true
  },
  async end(): Promise<string> {
    if (job === 'spin') for (;;);
    if (job === 'grow') for (const all: string[][] = []; ; ) all.push(new Array(1000).fill(String(all.length)))
    if (job === 'exit') process.exit(3)
    if (job === 'exit later') setTimeout(() => process.exit(3))
    if (job === 'throw') throw new TypeError('thrown')
    return job
  },
})
