import { describe, expect, it } from 'vitest'
import { metricFault } from '../../core/workloads/autoscalers.ts'
import { firingsBetween } from '../../core/workloads/cron-schedule.ts'

const at = (text: string) => Date.parse(text)

describe('schedules', () => {
  it.each([
    ['* * * * *', '2026-11-23T21:39:00Z', '2026-11-23T21:41:41Z', 2],
    ['*/15 9-17 * * MON-FRI', '2026-11-23T00:00:00Z', '2026-11-23T23:59:00Z', 36],
    ['*/15 9-17 * * mon-fri', '2026-11-22T00:00:00Z', '2026-11-22T23:59:00Z', 0],
    ['0 0 29 2 *', '2028-02-01T00:00:00Z', '2028-03-02T00:00:00Z', 1],
    ['0 0 31 * 7', '2026-05-30T00:00:00Z', '2026-06-07T00:00:00Z', 2],
    ['@daily', '2026-11-20T00:00:00Z', '2026-11-23T12:00:00Z', 3],
    ['@every 90m', '2026-11-23T00:00:00Z', '2026-11-23T12:00:00Z', 8],
    ['5/20 * * * *', '2026-11-23T00:00:00Z', '2026-11-23T00:59:00Z', 3],
  ])('%s fires between %s and %s %i times', (schedule, from, to, count) => {
    expect(firingsBetween(schedule, at(from), at(to), 1000)).toBe(count)
  })

  it.each(['', '* * * *', '61 * * * *', 'a b c d e', '*/0 * * * *'])('cannot read %j', schedule => {
    expect(firingsBetween(schedule, 0, 60_000, 5)).toBeUndefined()
  })
})

describe('autoscalers', () => {
  it.each([
    // pkg/controller/podautoscaler/replica_calculator.go, and its older form
    ['failed to get cpu utilization: missing request for cpu in container api of Pod api-7d7674c677-8gcqz', 'request'],
    ['failed to get cpu utilization: missing request for cpu', 'request'],
    // pkg/controller/podautoscaler/metrics/client.go
    ['unable to get metrics for resource cpu: no metrics returned from resource metrics API', 'no-samples'],
    ['did not receive metrics for targeted pods (pods might be unready)', 'no-samples'],
    ['unable to fetch metrics from external metrics API: the server could not find the requested resource', 'metrics'],
  ])('reads %s', (message, fault) => {
    expect(metricFault(message)).toBe(fault)
  })
})
