import workerpool from 'workerpool'

/** A process that does as it is told. */
let job = ''
function obey(): string {
  if (job === 'spin') for (;;);
  if (job === 'grow') for (const all: string[][] = []; ; ) all.push(new Array(1000).fill(String(all.length)))
  if (job === 'exit') process.exit(3)
  if (job === 'exit later') setTimeout(() => process.exit(3))
  if (job === 'throw') throw new TypeError('thrown')
  return job
}

workerpool.worker({
  whole(told: string, bytes: Uint8Array): string {
    workerpool.workerEmit('begun')
    job = told + String.fromCharCode(...bytes)
    return obey()
  },
  begin(told: string): void {
    workerpool.workerEmit('begun')
    job = told
  },
  async chunk(bytes: Uint8Array): Promise<boolean> {
    job += String.fromCharCode(...bytes)
    return true
  },
  async end(): Promise<string> {
    return obey()
  },
})
