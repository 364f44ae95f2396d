import * as z from 'zod/mini'
import { described } from './described.ts'

export const health = described(z.strictObject({ status: z.literal('ok') }), { id: 'Health' })
