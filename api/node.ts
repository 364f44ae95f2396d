import { serve } from './node/serve.ts'

await serve(process.env)
