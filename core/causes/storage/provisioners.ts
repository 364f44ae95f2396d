import type { Cluster } from '../../cluster/cluster.ts'
import { parseTime } from '../../time.ts'

/** Milliseconds after which a lease that nobody renewed is dead. */
const LEASE_LIMIT = 120_000

function isLeased(driver: string, cluster: Cluster): boolean {
  const name = driver.replace(/[^a-zA-Z0-9]/g, '-')
  return cluster.list('Lease').some(({ metadata, spec }) => {
    const renewed = parseTime(spec?.renewTime)
    return metadata.name.includes(name) && renewed !== undefined && cluster.now - renewed < LEASE_LIMIT
  })
}

/**
 * Takes a provisioner's name; returns true where anything shows that it runs: a node that has registered the driver, a lease
 * that it renews (external-provisioner names it after the driver, dots and slashes made dashes), or a running pod that bears
 * its last word, as `rancher.io/local-path` is served by `local-path-provisioner`.
 */
export function isProvisionerSeen(driver: string, cluster: Cluster): boolean {
  if (cluster.list('CSINode').some(({ spec }) => spec?.drivers?.some(({ name }) => name === driver) === true))
    return true
  if (isLeased(driver, cluster)) return true
  const word = driver.split('/').at(-1) ?? driver
  return cluster
    .list('Pod')
    .some(({ metadata, status }) => status?.phase === 'Running' && word.length > 3 && metadata.name.includes(word))
}
